/* What an application's flags say of its bot's intents. */
#ifndef SANDBOX_APPLICATION_H
#define SANDBOX_APPLICATION_H

#include "cmd/sandbox/sandbox.h"

/* Whether the application's bot may read what messages say. */
bool application_reads_content(const struct sandbox *sandbox, const struct app *app)
    __attribute__((nonnull, warn_unused_result));

#endif
