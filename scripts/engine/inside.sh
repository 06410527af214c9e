#!/bin/bash
# inside.sh PROGRAMS RUN DATA GROUP: process 1 of the engine's namespaces. Gives them mounts of their own, then becomes
# the engine. Rules of its packet filter, bridges and control groups stay inside.
set -e
programs=$1 run=$2 data=$3 group=$4
version=$(stat --file-system --format=%T /sys/fs/cgroup)
controllers=$(awk '$3 == "cgroup" { sub("^/sys/fs/cgroup/", "", $2); if ($2 != "systemd") print $2 }' /proc/mounts)
mount --make-rprivate /
# Containers may ask for mounts that are passed on.
mount --make-rshared /
mount -t proc proc /proc
# Of the new network namespace.
mount -t sysfs sysfs /sys
if [ "$version" = cgroup2fs ]; then
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  for controller in $controllers; do
    mkdir "/sys/fs/cgroup/$controller"
    mount -t cgroup -o "$controller" cgroup "/sys/fs/cgroup/$controller"
  done
  mkdir /sys/fs/cgroup/systemd
  mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
fi
# All containers together weigh as much as one process beside their group otherwise: on a busy machine PostgreSQL took
# 40 s to answer. The engine does without, where this cannot be set.
if [ "$version" = cgroup2fs ]; then share=/sys/fs/cgroup/$group/cpu.weight weight=1600
else share=/sys/fs/cgroup/cpu/$group/cpu.shares weight=16384; fi
mkdir -p "${share%/*}" && echo "$weight" >"$share" || echo "no share of the processors is set for containers" >&2
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/lock
rm -rf "$run" && mkdir -p "$run"
ip link set lo up
export PATH=$programs/usr/sbin:$programs/usr/bin:$PATH
exec tini-static -g -- dockerd --data-root "$data" --exec-root "$run/exec" --pidfile "$run/dockerd.pid" \
  --host "unix://$run/docker.sock" --group root --storage-driver overlay2 --cgroup-parent "/$group" --log-level warn
