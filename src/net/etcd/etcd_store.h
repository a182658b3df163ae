/*
 * The store that hosts share, in etcd: the second row beside the files (discred/store.h). stores/NAME.cfg says where it
 * is (config.h).
 *
 * It builds on this host's files: there are the access token that the warm path reads, the lock that lets one process
 * of this host talk to etcd, with its marker, and the draft of a grant. What hosts share is read and changed under that
 * lock (hold.h). It must be sealed (net/seal/sealed.h wraps it): nothing is written in clear.
 */
#ifndef DISCRED_NET_ETCD_ETCD_STORE_H
#define DISCRED_NET_ETCD_ETCD_STORE_H

#include "discred/store.h"

extern const struct store_ops etcd_store;

#endif
