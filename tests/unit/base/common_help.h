/* How every help ends. */
#ifndef UNIT_COMMON_HELP_H
#define UNIT_COMMON_HELP_H

#define COMMON_HELP                                                                                                    \
	"\n"                                                                                                           \
	"common options:\n"                                                                                            \
	"  -q, --quiet                  leave out notes; warnings and errors stay\n"                                   \
	"  -v, --verbose                say on stderr what is being done\n"                                            \
	"      --trace                  show HTTP exchanges on stderr, without secrets\n"                              \
	"      --color WHEN             use colour: auto|always|never\n"                                               \
	"      --no-input               ask nobody, even at a terminal\n"

#endif
