# What is installed besides the programs. Destinations are relative to the prefix, so that `cmake --install --prefix`
# moves them; only SYSCONFDIR may lie outside of it (/etc for the prefix /usr).

# Whatever the umask: discred refuses a file in a directory that a group can write.
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(config_dir ${CMAKE_INSTALL_FULL_SYSCONFDIR})
if(config_dir STREQUAL "${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_SYSCONFDIR}")
  set(config_dir "\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_SYSCONFDIR}")
endif()

# People edit these: what is there is kept.
function(install_config file folder)
  get_filename_component(name ${file} NAME)
  set(target "${config_dir}/xdg/discred${folder}")
  install(CODE "
    if(EXISTS \"\$ENV{DESTDIR}${target}/${name}\")
      message(STATUS \"Kept: \$ENV{DESTDIR}${target}/${name}\")
    else()
      file(INSTALL \"${file}\" DESTINATION \"${target}\" TYPE FILE)
    endif()")
endfunction()

file(GLOB files CONFIGURE_DEPENDS etc/config.cfg)
foreach(file IN LISTS files)
  install_config(${file} "")
endforeach()
file(GLOB files CONFIGURE_DEPENDS etc/stacks/*.cfg)
foreach(file IN LISTS files)
  install_config(${file} /stacks)
endforeach()

file(GLOB files CONFIGURE_DEPENDS etc/profiles/*.cfg)
install(FILES ${files} DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

file(GLOB files CONFIGURE_DEPENDS completions/discred.bash)
install(FILES ${files} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME discred)
# zsh looks for functions in site-functions below its own prefix and /usr/local; Debian has vendor-completions in place of
# the one below /usr.
set(zsh_dir ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr" AND EXISTS /etc/debian_version)
  set(zsh_dir ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
endif()
file(GLOB files CONFIGURE_DEPENDS completions/_discred)
install(FILES ${files} DESTINATION ${zsh_dir})
file(GLOB files CONFIGURE_DEPENDS completions/discred.fish)
install(FILES ${files} DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

foreach(section IN ITEMS 1 5 7)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} src/man/*.${section})
  list(APPEND pages ${files})
  install(FILES ${files} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

# The pages as plain text, for `discred help` where there is no man.
find_program(MANDOC mandoc)
if(MANDOC)
  set(texts)
  foreach(page IN LISTS pages)
    get_filename_component(name ${page} NAME)
    set(text ${PROJECT_BINARY_DIR}/generated/manual/${name})
    # No backspaces, with which mandoc would write bold.
    add_custom_command(OUTPUT ${text}
      COMMAND sh -c "mkdir -p \"$(dirname \"$2\")\" && \"$0\" -T utf8 -O width=78 \"$1\" | sed 's/.\\x08//g' >\"$2\""
        ${MANDOC} ${PROJECT_SOURCE_DIR}/${page} ${text}
      DEPENDS ${page} VERBATIM)
    list(APPEND texts ${text})
  endforeach()
  add_custom_target(manual ALL DEPENDS ${texts})
  install(FILES ${texts} DESTINATION ${CMAKE_INSTALL_DOCDIR}/manual)
endif()

# Units name the program by its path, which is known when they are installed. Where the prefix is not the configured
# one, discred has to be told where its programs are. In a unit % and spaces mean something.
file(GLOB units CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/etc/systemd/user etc/systemd/user/*)
foreach(name IN LISTS units)
  install(CODE "
    string(REPLACE \"%\" \"%%\" prefix \"\${CMAKE_INSTALL_PREFIX}\")
    string(REPLACE \" \" \"\\\\x20\" prefix \"\${prefix}\")
    set(discred \"\${prefix}/${CMAKE_INSTALL_BINDIR}/discred\")
    if(NOT CMAKE_INSTALL_PREFIX STREQUAL \"${CMAKE_INSTALL_PREFIX}\")
      string(APPEND discred \" --exec-path=\${prefix}/${DISCRED_LIBEXECDIR}\")
    endif()
    file(READ \"${PROJECT_SOURCE_DIR}/etc/systemd/user/${name}\" text)
    string(REPLACE \"ExecStart=/usr/local/bin/discred \" \"ExecStart=\${discred} \" text \"\${text}\")
    set(target \"\${CMAKE_INSTALL_PREFIX}/lib/systemd/user/${name}\")
    message(STATUS \"Installing: \$ENV{DESTDIR}\${target}\")
    file(WRITE \"\$ENV{DESTDIR}\${target}\" \"\${text}\")
    file(CHMOD \"\$ENV{DESTDIR}\${target}\" PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
    list(APPEND CMAKE_INSTALL_MANIFEST_FILES \"\${target}\")")
endforeach()
