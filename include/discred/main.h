/*
 * What every program of discred has in common before its own work begins.
 *
 * main() opens descriptors 0 to 2 if they are closed, and goes no further where it can't, drops the variables by which
 * TLS libraries log keys from a program that uses the network, restores the defaults of SIGPIPE and SIGCHLD, forbids
 * core dumps and tracing by other processes of the user (PR_SET_DUMPABLE: of this process alone, programs that it runs
 * or becomes are as they would be without it), reads the environment, calls cmd_main and flushes stdout: output that
 * could not be written is an error, so that "no space left" never looks like an answer. Files are created with modes of
 * their own, not by way of a umask. A program that is given --version alone prints its name and version, and that is
 * all.
 */
#ifndef DISCRED_MAIN_H
#define DISCRED_MAIN_H

#include "base/environ.h"
#include "discred/error.h"

/* Each program supplies this. Returns 0, or -1 with err set: main reports it and exits with its code. */
int cmd_main(int argc, char **argv, const struct environ *env, struct error *err)
    __attribute__((nonnull, warn_unused_result));

#endif
