#pragma once
#include <lber.h>
#include <ldap.h>
/* The module of the C library leaves it out. */
#include <sys/epoll.h>

/* A global variable of C is no constant in Swift; its address is. */
static inline Sockbuf_IO *starbridge_readahead_layer(void) { return &ber_sockbuf_io_readahead; }
