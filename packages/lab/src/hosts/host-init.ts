/** The fixed path under which a host sees its own directory, so socket paths stay short. */
export const HOST_DIRECTORY = '/run/lbaas';

/**
 * Process 1 of a host. It gives the host its own /run, /dev/shm and /sys (device namespaces are named in /run/netns,
 * so two agent hosts can have the same ones), prints `up`, and then waits for the end of its input. Bash reaps
 * orphans while it waits. Its input is a pipe from the lab's process: when that dies, for whatever reason, this
 * process ends, and with it the kernel ends every process and namespace of the host.
 *
 * $1 = directory of the host, $2 = name of the host, $3 = lines for `ip -batch`
 */
export const HOST_INIT = `
set -e
trap '' INT HUP
trap 'exit 0' TERM
mount -t tmpfs -o mode=755 lab /run
mkdir -p /run/netns ${HOST_DIRECTORY}
mount --bind "$1" ${HOST_DIRECTORY}
mount -t tmpfs -o mode=1777 lab /dev/shm
mount -t sysfs lab /sys
echo "$2" > /proc/sys/kernel/hostname
echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad
echo 0 > /proc/sys/net/ipv6/conf/default/accept_ra
ip -batch - <<< "$3"
echo up
set +e
while read -r _; do :; done
`;
