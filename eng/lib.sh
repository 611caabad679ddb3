# What the scripts of this folder share: messages, and Debian packages installed as root or with sudo.

say() { printf '%s\n' "$*" >&2; }

die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# Installs the named Debian packages that are missing; says so, and names what it can't install.
install_debian() {
    local package missing=() sudo=
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    command -v apt-get >/dev/null || die "these packages are needed and apt-get isn't there to install them: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || die "these Debian packages are needed: ${missing[*]}; run this as root, or install sudo"
        sudo=sudo
    fi
    say "installing Debian packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq >/dev/null 2>&1 || say "apt-get update failed; trying with the lists at hand"
    for package in "${missing[@]}"; do
        $sudo apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$package" >/dev/null || die "Debian's package '$package' could not be installed"
    done
}
