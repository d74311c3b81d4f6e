/* The load of Deploy/bench: one thread, N clients at once, each sending its next request when the last is answered.
 *
 *   load http WORK CLIENTS COUNT NAMES HOST:PORT PREFIX TOKEN
 *   load ldap WORK CLIENTS COUNT NAMES URL BIND_DN PASSWORD BASE LOCK SUFFIX
 *
 * WORK is cycle (a look-up that finds nothing, then a create), lookup (one user), patch (three attributes); over HTTP only: page (100
 * people amid a list of at least 700), empty (GET PREFIX). NAMES is a file of lines "userName id"; in a cycle its first word is the
 * prefix of the new names. LOCK is the attribute that disables.
 * `ldap` sends what the bridge sends for the same work, through asynchronous libldap, without HTTP: a cycle is the look-up, one
 * search for whatever is in the way (who has the name, in the trash too, and who refers to it) and an add with post-read. Its WORK
 * smallest is the least that a cycle can be: the look-up and an add.
 * Prints requests, seconds, latencies and its own CPU time as one line of JSON. */
#define LDAP_DEPRECATED 1
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <lber.h>
#include <ldap.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CLIENTS = 256, MAX_HANDLES = 4, BUFFER = 1 << 18 };
static char *work, *prefix, *token, *base, *suffix, *host;
static char **names, **ids;
static long name_count, count, started_jobs, done_requests, failed;
static double *latencies;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}
static void die(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}
static void read_names(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) die(path);
    long room = 0;
    char name[512], id[128];
    while (fscanf(file, "%511s %127s", name, id) == 2) {
        if (name_count == room) {
            room = room ? room * 2 : 1024;
            names = realloc(names, room * sizeof *names);
            ids = realloc(ids, room * sizeof *ids);
        }
        names[name_count] = strdup(name);
        ids[name_count++] = strdup(id);
    }
    fclose(file);
    if (!name_count) {
        fprintf(stderr, "load: %s is empty\n", path);
        exit(1);
    }
}
static void record(double since) {
    latencies[done_requests++] = now() - since;
}
static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
static void report(double seconds, struct rusage *before) {
    struct rusage after;
    getrusage(RUSAGE_SELF, &after);
    double cpu = (after.ru_utime.tv_sec - before->ru_utime.tv_sec) + (after.ru_stime.tv_sec - before->ru_stime.tv_sec) +
                 (after.ru_utime.tv_usec - before->ru_utime.tv_usec) / 1e6 +
                 (after.ru_stime.tv_usec - before->ru_stime.tv_usec) / 1e6;
    qsort(latencies, done_requests, sizeof *latencies, compare);
    printf("{\"requests\":%ld,\"failed\":%ld,\"seconds\":%.6f,\"rate\":%.1f,\"p50_us\":%.0f,\"p99_us\":%.0f,"
           "\"cpu_us\":%.2f}\n",
           done_requests, failed, seconds, done_requests / seconds, latencies[done_requests / 2] * 1e6,
           latencies[done_requests * 99 / 100] * 1e6, cpu * 1e6 / done_requests);
}

/* ---- HTTP */
struct client {
    int fd, step;
    long job;
    double since;
    char *in;
    size_t in_size, out_size, out_sent;
    char out[8192];
};
static void http_send(struct client *c, const char *method, const char *path, const char *body) {
    c->out_size = snprintf(c->out, sizeof c->out,
                           "%s %s%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: "
                           "application/scim+json; charset=utf-8\r\nContent-Length: %zu\r\n\r\n%s",
                           method, prefix, path, host, token, strlen(body), body);
    c->out_sent = 0;
    c->in_size = 0;
    c->since = now();
}
/* Puts the next request of a client into its buffer; 0 when there is no more work. */
static int http_next(struct client *c) {
    char path[1024], body[4096];
    if (!strcmp(work, "cycle") && c->step == 1) {
        c->step = 0;
        snprintf(body, sizeof body,
                 "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:"
                 "enterprise:2.0:User\"],\"externalId\":\"x%s%ld\",\"userName\":\"%s%ld@acme.example\",\"active\":true,"
                 "\"displayName\":\"Bench %ld\",\"title\":\"Engineer\",\"emails\":[{\"primary\":true,\"type\":\"work\","
                 "\"value\":\"%s%ld@acme.example\"}],\"meta\":{\"resourceType\":\"User\"},\"name\":{\"familyName\":"
                 "\"Bench%ld\",\"givenName\":\"Ada\"},\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":"
                 "{\"organization\":\"Acme\",\"department\":\"42\"}}",
                 names[0], c->job, names[0], c->job, c->job, names[0], c->job, c->job);
        http_send(c, "POST", "/Users", body);
        return 1;
    }
    if (started_jobs == count) return 0;
    c->job = started_jobs++;
    if (!strcmp(work, "cycle")) {
        snprintf(path, sizeof path, "/Users?filter=userName+eq+%%22%s%ld@acme.example%%22", names[0], c->job);
        c->step = 1;
        http_send(c, "GET", path, "");
    } else if (!strcmp(work, "lookup")) {
        snprintf(path, sizeof path, "/Users?filter=userName+eq+%%22%s%%22", names[c->job % name_count]);
        http_send(c, "GET", path, "");
    } else if (!strcmp(work, "patch")) {
        snprintf(path, sizeof path, "/Users/%s", ids[c->job % name_count]);
        snprintf(body, sizeof body,
                 "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"Replace\","
                 "\"path\":\"title\",\"value\":\"Title %ld\"},{\"op\":\"Replace\",\"path\":\"name.givenName\",\"value\":"
                 "\"Given %ld\"},{\"op\":\"Replace\",\"path\":\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:"
                 "User:department\",\"value\":\"%ld\"}]}",
                 (long)getpid() * 1000000 + c->job, c->job + getpid(), c->job + getpid());
        http_send(c, "PATCH", path, body);
    } else if (!strcmp(work, "page")) {
        /* Neither the first page nor the last: each is one window of the list that is kept for it. */
        snprintf(path, sizeof path, "/Users?startIndex=%ld&count=100", 101 + 100 * (c->job % 5));
        http_send(c, "GET", path, "");
    } else {
        http_send(c, "GET", "", "");
    }
    return 1;
}
/* Whether a whole answer is there. */
static int http_complete(struct client *c) {
    c->in[c->in_size] = 0;
    char *end = strstr(c->in, "\r\n\r\n");
    if (!end) return 0;
    char *length = strcasestr(c->in, "content-length:");
    size_t body = length && length < end ? strtoul(length + 15, NULL, 10) : 0;
    if (c->in_size < (size_t)(end + 4 - c->in) + body) return 0;
    if (c->in[9] != '2') {
        if (!failed++) fprintf(stderr, "load: the first failure: %.600s\n", c->in);
    }
    return 1;
}
static void http_run(int clients, const char *address) {
    static struct client all[MAX_CLIENTS];
    static struct pollfd polls[MAX_CLIENTS];
    char *copy = strdup(address), *colon = strrchr(copy, ':');
    *colon = 0;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(colon + 1))};
    inet_pton(AF_INET, copy, &to.sin_addr);
    int open = 0;
    for (int i = 0; i < clients; i++) {
        struct client *c = &all[i];
        c->in = malloc(BUFFER);
        c->fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(c->fd, (struct sockaddr *)&to, sizeof to)) die(address);
        int one = 1;
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        fcntl(c->fd, F_SETFL, O_NONBLOCK);
        polls[i] = (struct pollfd){.fd = c->fd, .events = POLLIN};
        if (http_next(c)) open++;
        else polls[i].fd = -1;
    }
    for (int i = 0; i < clients; i++)
        if (polls[i].fd >= 0 && write(all[i].fd, all[i].out, all[i].out_size) != (ssize_t)all[i].out_size) die("write");
    while (open) {
        if (poll(polls, clients, 30000) <= 0) die("no answer in 30 seconds");
        for (int i = 0; i < clients; i++) {
            if (polls[i].fd < 0 || !polls[i].revents) continue;
            struct client *c = &all[i];
            ssize_t n = read(c->fd, c->in + c->in_size, BUFFER - 1 - c->in_size);
            if (n <= 0) die("the server closed a connection");
            c->in_size += n;
            if (!http_complete(c)) continue;
            record(c->since);
            if (!http_next(c)) {
                polls[i].fd = -1;
                open--;
            } else if (write(c->fd, c->out, c->out_size) != (ssize_t)c->out_size) {
                die("write");
            }
        }
    }
}

/* ---- LDAP */
#define LIVE "(objectClass=inetOrgPerson)"
static char *attributes[] = {"objectClass", "uid", "labeledURI", "givenName", "sn", "cn", "title", "mail", "o",
                             "departmentNumber", "LOCK", "entryUUID", "entryCSN", "createTimestamp",
                             "modifyTimestamp", NULL};
static char *nothing[] = {"1.1", NULL};
static LDAP *handles[MAX_HANDLES];
struct slot {
    LDAP *ld;
    int step, waiting;
    int ids[3];
    long job;
    double since;
    char csn[128];
    char dn[1024];
};
static void check(int code, const char *what) {
    if (code == LDAP_SUCCESS) return;
    fprintf(stderr, "load: %s: %s\n", what, ldap_err2string(code));
    exit(1);
}
static void search(struct slot *s, const char *in, const char *filter, char **wanted) {
    check(ldap_search_ext(s->ld, in, LDAP_SCOPE_SUBTREE, filter, wanted, 0, NULL, NULL, NULL, 0, &s->ids[s->waiting++]),
          "search");
}
static LDAPControl *post_read(void) {
    static LDAPControl control;
    if (!control.ldctl_oid) {
        BerElement *ber = ber_alloc_t(LBER_USE_DER);
        ber_printf(ber, "{");
        for (char **a = attributes; *a; a++) ber_printf(ber, "s", *a);
        ber_printf(ber, "N}");
        struct berval *value;
        ber_flatten(ber, &value);
        control = (LDAPControl){.ldctl_oid = LDAP_CONTROL_POST_READ, .ldctl_iscritical = 1, .ldctl_value = *value};
    }
    return &control;
}
static LDAPMod modification(int operation, char *type, char **values) {
    return (LDAPMod){.mod_op = operation, .mod_type = type, .mod_vals.modv_strvals = values};
}
static void add(struct slot *s) {
    char dn[1024], uid[256], external[256], cn[64], sn[64];
    snprintf(uid, sizeof uid, "%s%ld@acme.example", names[0], s->job);
    snprintf(external, sizeof external, "x%s%ld", names[0], s->job);
    snprintf(cn, sizeof cn, "Bench %ld", s->job);
    snprintf(sn, sizeof sn, "Bench%ld", s->job);
    snprintf(dn, sizeof dn, "uid=%s,%s", uid, base);
    char *words[][2] = {{"objectClass", "inetOrgPerson"}, {"uid", uid}, {"labeledURI", external}, {"givenName", "Ada"},
                        {"sn", sn}, {"cn", cn}, {"title", "Engineer"}, {"mail", uid}, {"o", "Acme"},
                        {"departmentNumber", "42"}};
    LDAPMod mods[10], *list[11];
    char *values[10][2];
    for (int i = 0; i < 10; i++) {
        values[i][0] = words[i][1];
        values[i][1] = NULL;
        mods[i] = modification(LDAP_MOD_ADD, words[i][0], values[i]);
        list[i] = &mods[i];
    }
    list[10] = NULL;
    LDAPControl *controls[] = {post_read(), NULL};
    check(ldap_add_ext(s->ld, dn, list, strcmp(work, "smallest") ? controls : NULL, NULL, &s->ids[s->waiting++]), "add");
}
static void modify(struct slot *s) {
    static char *types[] = {"title", "givenName", "departmentNumber"};
    char words[3][64], assertion[512], *values[3][2];
    snprintf(words[0], 64, "Bare %ld", (long)getpid() * 1000000 + s->job);
    snprintf(words[1], 64, "Bare %ld", s->job + getpid());
    snprintf(words[2], 64, "9%ld", s->job + getpid());
    LDAPMod mods[3], *list[4] = {&mods[0], &mods[1], &mods[2], NULL};
    for (int i = 0; i < 3; i++) {
        values[i][0] = words[i];
        values[i][1] = NULL;
        mods[i] = modification(LDAP_MOD_REPLACE, types[i], values[i]);
    }
    snprintf(assertion, sizeof assertion, "(&(entryUUID=%s)" LIVE "(entryCSN=%s))", ids[s->job % name_count], s->csn);
    LDAPControl *asserted = NULL;
    check(ldap_create_assertion_control(s->ld, assertion, 1, &asserted), "assertion");
    LDAPControl *controls[] = {asserted, post_read(), NULL};
    check(ldap_modify_ext(s->ld, s->dn, list, controls, NULL, &s->ids[s->waiting++]), "modify");
    ldap_control_free(asserted);
}
static int ldap_next(struct slot *s) {
    char filter[1024];
    s->since = s->step ? s->since : now();
    if (!strcmp(work, "smallest") && s->step == 1) {
        s->since = now();
        add(s);
        s->step = 0;
        return 1;
    }
    if (!strcmp(work, "cycle") && s->step == 1) {
        s->since = now();
        snprintf(filter, sizeof filter,
                 "(|(uid=%s%ld@acme.example)(&(labeledURI=x%s%ld)(uid=%s%ld@acme.example))(member=uid=%s%ld@acme.example,%s)"
                 "(uniqueMember=uid=%s%ld@acme.example,%s))",
                 names[0], s->job, names[0], s->job, names[0], s->job, names[0], s->job, base, names[0], s->job, base);
        search(s, suffix, filter, nothing);
        s->step = 2;
        return 1;
    }
    if (!strcmp(work, "cycle") && s->step == 2) {
        add(s);
        s->step = 0;
        return 1;
    }
    if (!strcmp(work, "patch") && s->step == 1) {
        modify(s);
        s->step = 0;
        return 1;
    }
    if (started_jobs == count) return 0;
    s->job = started_jobs++;
    if (!strcmp(work, "cycle") || !strcmp(work, "smallest")) {
        snprintf(filter, sizeof filter, "(&" LIVE "(uid=%s%ld@acme.example))", names[0], s->job);
        s->step = 1;
    } else if (!strcmp(work, "patch")) {
        snprintf(filter, sizeof filter, "(&(entryUUID=%s)" LIVE ")", ids[s->job % name_count]);
        s->step = 1;
    } else {
        snprintf(filter, sizeof filter, "(&" LIVE "(uid=%s))", names[s->job % name_count]);
    }
    search(s, base, filter, attributes);
    return 1;
}
/* Reads every value, as the bridge must. */
static void take(struct slot *s, LDAPMessage *entry) {
    BerElement *ber = NULL;
    struct berval dn, type, *values;
    if (ldap_get_dn_ber(s->ld, entry, &ber, &dn)) return;
    snprintf(s->dn, sizeof s->dn, "%.*s", (int)dn.bv_len, dn.bv_val);
    while (ldap_get_attribute_ber(s->ld, entry, ber, &type, &values) == LDAP_SUCCESS && type.bv_val) {
        if (values && type.bv_len == 8 && !memcmp(type.bv_val, "entryCSN", 8))
            snprintf(s->csn, sizeof s->csn, "%.*s", (int)values[0].bv_len, values[0].bv_val);
        if (values) ber_memfree(values);
    }
    ber_free(ber, 0);
}
static void ldap_run(int clients, const char *url, const char *who, char *password) {
    static struct slot all[MAX_CLIENTS];
    struct pollfd polls[MAX_HANDLES];
    int count_handles = clients < MAX_HANDLES ? clients : MAX_HANDLES, open = 0, version = 3;
    for (int i = 0; i < count_handles; i++) {
        check(ldap_initialize(&handles[i], url), url);
        ldap_set_option(handles[i], LDAP_OPT_PROTOCOL_VERSION, &version);
        struct berval secret = {strlen(password), password};
        check(ldap_sasl_bind_s(handles[i], who, LDAP_SASL_SIMPLE, &secret, NULL, NULL, NULL), "bind");
        polls[i].events = POLLIN;
        ldap_get_option(handles[i], LDAP_OPT_DESC, &polls[i].fd);
    }
    for (int i = 0; i < clients; i++) {
        all[i].ld = handles[i % count_handles];
        if (ldap_next(&all[i])) open++;
    }
    while (open) {
        if (poll(polls, count_handles, 30000) <= 0) die("no answer in 30 seconds");
        for (int h = 0; h < count_handles; h++) {
            if (!polls[h].revents) continue;
            LDAPMessage *message;
            struct timeval zero = {0, 0};
            while (ldap_result(handles[h], LDAP_RES_ANY, LDAP_MSG_ONE, &zero, &message) > 0) {
                int id = ldap_msgid(message), type = ldap_msgtype(message);
                struct slot *s = NULL;
                for (int i = h; i < clients; i += count_handles)
                    for (int w = 0; w < all[i].waiting; w++)
                        if (all[i].ids[w] == id) s = &all[i];
                if (s && type == LDAP_RES_SEARCH_ENTRY) take(s, message);
                int code = 0;
                if (type != LDAP_RES_SEARCH_ENTRY) ldap_parse_result(handles[h], message, &code, NULL, NULL, NULL, NULL, 0);
                ldap_msgfree(message);
                if (!s || type == LDAP_RES_SEARCH_ENTRY) continue;
                if (code != LDAP_SUCCESS && !failed++) fprintf(stderr, "load: %s\n", ldap_err2string(code));
                s->waiting--;
                for (int w = 0; w < s->waiting; w++)
                    if (s->ids[w] == id) s->ids[w] = s->ids[s->waiting];
                if (s->waiting) continue;
                /* What one HTTP request does counts as one request here, however many LDAP messages it takes. */
                int inside = (!strcmp(work, "cycle") && s->step == 2) || (!strcmp(work, "patch") && s->step == 1);
                if (!inside) record(s->since);
                if (!ldap_next(s)) open--;
            }
        }
    }
}

int main(int argc, char **argv) {
    if (argc < 9) {
        fprintf(stderr, "load: see the first lines of load.c\n");
        return 64;
    }
    work = argv[2];
    int clients = atoi(argv[3]);
    count = atol(argv[4]);
    if (clients < 1 || clients > MAX_CLIENTS || count < 1) return 64;
    read_names(argv[5]);
    latencies = malloc(sizeof *latencies * count * 2);
    struct rusage before;
    getrusage(RUSAGE_SELF, &before);
    double begin = now();
    if (!strcmp(argv[1], "http")) {
        host = argv[6];
        prefix = argv[7];
        token = argv[8];
        http_run(clients, argv[6]);
    } else {
        if (argc < 12) return 64;
        for (char **a = attributes; *a; a++)
            if (!strcmp(*a, "LOCK")) *a = argv[10];
        base = argv[9];
        suffix = argv[11];
        ldap_run(clients, argv[6], argv[7], argv[8]);
    }
    report(now() - begin, &before);
    return failed ? 1 : 0;
}
