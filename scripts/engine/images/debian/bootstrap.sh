#!/bin/bash
# bootstrap.sh TAG SOURCE...: imports Debian 12 with apt, and what this machine trusts.
set -eo pipefail
tag=$1
shift
# A package must not start its service while an image is built.
policy='printf "#!/bin/sh\nexit 101\n" >"$1/usr/sbin/policy-rc.d" && chmod 755 "$1/usr/sbin/policy-rc.d"'
# The package ca-certificates would take longer to configure than all others together.
authorities='mkdir -p "$1/etc/ssl/certs" && cp /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/" || true'
slim='rm -rf "$1"/usr/share/doc/* "$1"/usr/share/man/* "$1"/usr/share/locale/* "$1"/var/cache/apt/*.bin "$1"/var/log/*.log'
# In memory where there is room: dpkg waits for the disk after every file.
if [ "$(df --output=avail -k /dev/shm 2> /dev/null | tail -n 1)" -gt 1000000 ]; then export TMPDIR=/dev/shm; fi
mmdebstrap --quiet --variant=apt --include=mount --dpkgopt=force-unsafe-io \
  --aptopt='Acquire::Retries "3"' --customize-hook="$policy" --customize-hook="$authorities" --customize-hook="$slim" \
  bookworm - "$@" |
  docker import --change 'CMD ["bash"]' --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$tag"
