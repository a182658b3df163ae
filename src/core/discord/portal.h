/*
 * Pages of Discord's Developer Portal, for messages that send somebody there.
 */
#ifndef DISCRED_PORTAL_H
#define DISCRED_PORTAL_H

/*
 * The address of an application's page ("oauth2", "bot", "information"), or words for a server that is not Discord's
 * own (authorize_url tells). Owned by the caller.
 */
char *portal_page(const char *authorize_url, const char *client_id, const char *page)
    __attribute__((nonnull, returns_nonnull, warn_unused_result));

#endif
