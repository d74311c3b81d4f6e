# Sourced by the commands beside it: what a fresh Debian 12 with a Swift toolchain still lacks.

# Runs a command as root.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs those of the packages that are missing, without letting any of them start a service.
install_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing ${missing[*]}." >&2
    local policy=/usr/sbin/policy-rc.d ours=
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
        ours=yes
    fi
    local status=0
    { as_root apt-get update -q &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"; } >&2 ||
        status=$?
    [ -z "$ours" ] || as_root rm -f "$policy"
    return $status
}

# What building and the private directory need.
install_prerequisites() {
    command -v swift >/dev/null || {
        echo "Swift 6.3 is needed: install a toolchain and put its usr/bin into PATH." >&2
        return 1
    }
    install_packages slapd slapd-contrib ldap-utils libldap2-dev libssl-dev openssl pkg-config
}
