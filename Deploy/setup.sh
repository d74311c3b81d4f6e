# Sourced by the commands beside it: what a fresh Debian 12 with a Swift toolchain still lacks.

# Runs a command as root.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs those of the packages that are missing; what is installed already, and its configuration, is left alone.
install_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing ${missing[*]}." >&2
    (
        set -e
        forbid_services
        trap allow_services EXIT
        trap 'exit 130' INT TERM
        # No system directory is wanted: slapd gets no database and no configuration under /etc.
        if command -v debconf-set-selections >/dev/null; then
            echo 'slapd slapd/no_configuration boolean true' | as_root debconf-set-selections
        fi
        as_root apt-get update -q
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
    ) >&2
}

policy=/usr/sbin/policy-rc.d

# Keeps freshly installed packages from starting services (policy-rc.d: invoke-rc.d asks it, 101 means no).
forbid_services() {
    if [ -e "$policy" ]; then as_root mv "$policy" "$policy.before-starbridge"; fi
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
}

# Puts back what was there before.
allow_services() {
    as_root rm -f "$policy"
    if [ -e "$policy.before-starbridge" ]; then as_root mv "$policy.before-starbridge" "$policy"; fi
}

# What building and the private directory need.
install_prerequisites() {
    command -v swift >/dev/null || {
        echo "Swift 6.3 is needed: install a toolchain and put its usr/bin into PATH." >&2
        return 1
    }
    install_packages slapd slapd-contrib ldap-utils libldap2-dev libssl-dev openssl pkg-config strace
}

# The directory servers that the tests start beside slapd: 389 Directory Server, and Samba as an Active Directory domain controller.
install_test_servers() {
    install_packages 389-ds-base libnss3-tools \
        samba samba-ad-provision samba-dsdb-modules samba-vfs-modules winbind ldb-tools python3-samba
}

# What the manual and the completions are made and tried with, and the front ends that stand as examples before the daemon.
install_package_tools() {
    install_packages debhelper go-md2man man-db mandoc python3 openssl nginx-light haproxy caddy
}

# The browser that visits the administrator's page.
install_browser() {
    install_packages chromium chromium-driver
}

# Prometheus' promtool alone, which holds metrics and alert rules against their formats: its package would start a service at the next boot.
install_promtool() {
    command -v promtool >/dev/null && return 0
    local folder
    folder=$(mktemp -d)
    (
        cd "$folder"
        apt-get download -q prometheus
        dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool
        as_root install -m 755 usr/bin/promtool /usr/local/bin/promtool
    ) >&2
    rm -rf "$folder"
}

# Optimized builds have a folder of their own: the package manager locks one while it builds, and while tests run in it.
optimized=.build/optimized

# Builds a product as it is installed: with Swift's libraries inside, it runs without a toolchain, and calls to them cost less. The
# linker gives it an id, by which debuggers find its symbols, and binds all functions at start, after which nobody can redirect them.
build_release() {
    swift build -c release --scratch-path "$optimized" --static-swift-stdlib --product "$1" \
        -Xlinker --build-id=sha1 -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now \
        --explicit-target-dependency-import-check error >&2
}
