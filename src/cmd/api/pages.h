/*
 * A list that comes in pages, printed as one list. When it ends before its end, what is printed is whole JSON all the
 * same, and the error says where to go on.
 */
#ifndef DISCRED_API_PAGES_H
#define DISCRED_API_PAGES_H

#include "cmd/api/request.h"

int api_run_pages(struct api_call *call, struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
