#pragma once
#include <lber.h>
#include <ldap.h>
#include <openldap.h>
/* The module of the C library leaves it out. */
#include <sys/eventfd.h>
