#!/bin/bash
# boot.sh HOST-DIRECTORY LOWER DROPPED HIERARCHIES: process 1 of the namespaces of a host, until it becomes systemd.
set -euo pipefail
host=$1 lower=$2 dropped=$3 hierarchies=$4
root=$host/root
mount --make-rprivate /
mount -t overlay -o "lowerdir=$lower,upperdir=$host/upper,workdir=$host/work" overlay "$root"
# Settings of the kernel are those of the machine; those of the network belong to this host.
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount -o remount,bind,rw "$root/proc/sys/net"
# The kernel's is the same at every boot of every host.
cat /proc/sys/kernel/random/uuid > "$host/boot_id"
mount --bind "$host/boot_id" "$root/proc/sys/kernel/random/boot_id"
mount -o remount,bind,ro "$root/proc/sys/kernel/random/boot_id"
if [ -e "$root/proc/sysrq-trigger" ]; then mount --bind /dev/null "$root/proc/sysrq-trigger"; fi
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"
if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
  mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
  while read -r kind options name _; do
    mkdir "$root/sys/fs/cgroup/$name"
    case $kind in
      v2) mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup/$name" ;;
      *) mount -t cgroup -o "$options" cgroup "$root/sys/fs/cgroup/$name" ;;
    esac
  done < "$hierarchies"
fi
mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
for device in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
  read -r name major minor <<< "$device"
  mknod -m 666 "$root/dev/$name" c "$major" "$minor"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for entry in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${entry%:*}" "$root/dev/${entry#*:}"; done
if terminal=$(tty); then
  touch "$root/dev/console"
  mount --bind "$terminal" "$root/dev/console"
fi
mount -t tmpfs -o mode=755,nosuid,nodev tmpfs "$root/run"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/tmp"
hostname "$(cat "$root/etc/hostname")"
# The network is made from outside.
for _ in $(seq 400); do
  if [ -e "$host/network-ready" ]; then break; fi
  sleep 0.05
done
cd "$root"
mkdir -p mnt/old
pivot_root . mnt/old
umount -l /mnt/old
exec setpriv --bounding-set="$dropped" env -i container=lbaas-hosts PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
  /sbin/init systemd.show_status=no
