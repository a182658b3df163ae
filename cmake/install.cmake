# What is installed besides the programs. Destinations are relative to the prefix, so that `cmake --install --prefix`
# moves them; only SYSCONFDIR may lie outside of it (/etc for the prefix /usr).

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
  file(GLOB files CONFIGURE_DEPENDS src/man/*.${section})
  install(FILES ${files} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
