# The life of the package inside of a fresh system, where first.deb is installed and not configured: `inside.sh [--without-systemd]`.
# It ends with a status other than 0 at the first thing that is not as it should be.
set -euo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
cd /exchange
systemd=yes
[ "${1:-}" != --without-systemd ] || systemd=
trap 'echo "✗ line $LINENO: $BASH_COMMAND"; [ -z "$systemd" ] || journalctl -u "starbridge*" --no-pager -n 12' ERR

says() { echo "✓ $*"; }
# What `starbridge` tells somebody at a terminal.
next() { script -qec starbridge /dev/null; }
# What is piped here has this in it.
has() { grep -- "$1" >/dev/null; }
# `!` would not end the script.
not() { if "$@"; then return 1; fi; }
none() { [ -z "$1" ] || { echo "$1" && return 1; }; }

# Whatever of the package is on the disk, but for logs and what the administrator put there.
traces() {
    find / /run -xdev -iname '*starbridge*' -not -path '/exchange/*' -not -path '/proc/*' -not -path '/var/log/*' -not -path '/var/cache/*' \
        -not -path '/var/lib/apt/*' -not -path '/run/systemd/*' -not -path '/etc/systemd/system/starbridge.service.d*'
}

# Installed and not configured
if [ -n "$systemd" ]; then
    systemctl start starbridge
    [ "$(systemctl is-failed starbridge)" = inactive ]
    [ "$(systemctl is-enabled starbridge || true)" = disabled ]
    none "$(systemctl list-units --failed --no-legend 'starbridge*')"
    says "installed and not configured, the service does not run, and does not fail"
fi
next | has "starbridge init --server"
says "starbridge says that init is next"
dpkg --purge starbridge >/dev/null
none "$(traces)"
dpkg -i first.deb >/dev/null
says "purged, and installed anew while the system runs"

# A directory
mkdir -p /srv/directory/data
slapadd -q -f slapd.conf -l tree.ldif
if [ -n "$systemd" ]; then
    systemd-run --quiet --unit=directory slapd -d 0 -h ldap://127.0.0.1:3890 -f /exchange/slapd.conf
else
    slapd -h ldap://127.0.0.1:3890 -f /exchange/slapd.conf
    trap 'kill "$(cat /srv/directory/slapd.pid)"' EXIT
fi
for _ in $(seq 50); do ldapsearch -x -H ldap://127.0.0.1:3890 -s base >/dev/null 2>&1 && break || sleep 0.1; done

# Configured as the manual says
install -m 600 /dev/stdin /etc/starbridge/ldap-password <<<secret
starbridge init --server ldap://127.0.0.1:3890 --bind-dn "cn=starbridge,ou=services,dc=example,dc=com" \
    --password-file /etc/starbridge/ldap-password --output /etc/starbridge/starbridge.yaml
# The load below is more than one client may bring by default.
echo 'limits: { rate: 1000000, burst: 1000000 }' >>/etc/starbridge/starbridge.yaml
next | has "starbridge token create"
starbridge check | tail -n 1
token=$(starbridge token create entra)
next | has "systemctl enable --now"
says "init, check and token work as they are printed"

# Started
if [ -z "$systemd" ]; then
    CREDENTIALS_DIRECTORY=/etc/starbridge starbridge serve >/exchange/daemon.log 2>&1 &
    daemon=$!
else
    systemctl enable --quiet --now starbridge.socket starbridge
fi
call() { curl -sS -m 10 -o /exchange/answer -w '%{http_code}\n' -H "Authorization: Bearer $token" -H "Content-Type: application/scim+json" "$@"; }
url=http://127.0.0.1:8080/scim/v2
for _ in $(seq 100); do [ "$(call "$url/Users?count=1" 2>/dev/null)" != 200 ] || break; sleep 0.1; done
[ "$(call "$url/Users?count=1")" = 200 ]
[ "$(call "$url/Users" -d '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "grace", "name": {"givenName": "Grace", "familyName": "Hopper"}, "displayName": "Grace Hopper", "emails": [{"type": "work", "value": "grace@example.com"}]}')" = 201 ]
ldapsearch -x -LLL -H ldap://127.0.0.1:3890 -b dc=example,dc=com uid=grace dn | has "uid=grace,ou=people"
says "a person was created in the directory by a call"
if [ -z "$systemd" ]; then
    kill "$daemon"
    wait "$daemon"
    says "the daemon stops with 0"
    dpkg -i next.deb >/dev/null
    starbridge token list | has entra
    dpkg --remove starbridge >/dev/null
    [ -e /etc/starbridge/starbridge.yaml ]
    dpkg --purge starbridge >/dev/null
    none "$(traces)"
    says "upgraded, removed and purged"
    exit 0
fi
systemctl is-active --quiet starbridge
next | has "starbridge status"
starbridge status | has 127.0.0.1:3890
systemctl reload starbridge
says "status and reload reach the daemon"

# Another network has an instance of its own
mkdir /etc/starbridge/north
cp /etc/starbridge/ldap-password /etc/starbridge/north
cat >/etc/starbridge/north/starbridge.yaml <<'END'
listen: [{ address: "unix:/run/starbridge-north.sock" }]
base_url: https://scim.example.com/north
tokens_file: /var/lib/starbridge-north/tokens.json
directory:
  servers: ["ldap://127.0.0.1:3890"]
  bind: { dn: "cn=starbridge,ou=services,dc=example,dc=com", password_file: "${CREDENTIALS_DIRECTORY}/ldap-password" }
users: { base: "ou=people,dc=example,dc=com" }
END
north=$(starbridge token create entra --config /etc/starbridge/north/starbridge.yaml)
systemctl enable --quiet --now starbridge@north.socket starbridge@north
for _ in $(seq 100); do
    [ "$(token=$north call --unix-socket /run/starbridge-north.sock http://north/north/Users)" != 200 ] || break
    sleep 0.1
done
[ "$(token=$north call --unix-socket /run/starbridge-north.sock http://north/north/Users)" = 200 ]
says "an instance for another network runs beside it"

# Upgraded under load: configuration, tokens and the administrator's own settings stay; the one that ran is drained.
mkdir -p /etc/systemd/system/starbridge.service.d
printf '[Service]\nEnvironment=STARBRIDGE_TEST=1\n' >/etc/systemd/system/starbridge.service.d/own.conf
systemctl daemon-reload
sum=$(find /etc/starbridge -type f -exec cat {} + | sha256sum)
before=$(systemctl show -P MainPID starbridge)
before_north=$(systemctl show -P MainPID starbridge@north)
for caller in 1 2 3 4; do
    while [ ! -e /exchange/enough ]; do
        curl -sS -m 20 -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $token" "$url/Users?count=1" 2>&1 || true
    done >"/exchange/answers.$caller" &
done
sleep 1
dpkg -i next.deb >/dev/null
sleep 2
touch /exchange/enough
wait $(jobs -p)
[ "$(systemctl show -P MainPID starbridge)" != "$before" ]
systemctl is-active --quiet starbridge
[ "$(systemctl show -P MainPID starbridge@north)" != "$before_north" ]
systemctl is-active --quiet starbridge@north
[ "$(find /etc/starbridge -type f -exec cat {} + | sha256sum)" = "$sum" ]
[ -e /etc/systemd/system/starbridge.service.d/own.conf ]
sort /exchange/answers.* | uniq -c >/exchange/answers
none "$(grep -v ' 200$' /exchange/answers)"
says "upgraded under load: $(awk '{ print $1 }' /exchange/answers) calls, each answered 200"
[ "$(call "$url/Users?count=1")" = 200 ]

# Removed: it stops, and what it was told stays
dpkg --remove starbridge >/dev/null
not systemctl is-active --quiet starbridge
not pidof starbridge
not curl -s "http://127.0.0.1:8080/"
[ -e /etc/starbridge/starbridge.yaml ]
[ -e /var/lib/starbridge/tokens.json ]
dpkg -i first.deb >/dev/null
systemctl start starbridge.socket starbridge
[ "$(call "$url/Users?count=1")" = 200 ]
says "removed and installed again: configuration and tokens are still there"

# Purged
dpkg --purge starbridge >/dev/null
not systemctl is-active --quiet starbridge
none "$(traces)"
none "$(systemctl list-unit-files --no-legend 'starbridge*')"
says "purged: nothing is left of it"
