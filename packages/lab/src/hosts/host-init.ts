/** The fixed path under which a host sees its own directory, so socket paths stay short. */
export const HOST_DIRECTORY = '/run/lbaas';

/**
 * Process 1 of a host. It gives the host its own /run, /dev/shm and /sys (device namespaces are named in /run/netns,
 * so two agent hosts can have the same ones) and a boot id of its own, prints `up`, and then waits for the end of its
 * input. Bash reaps orphans while it waits. Its input is a pipe from the lab's process: when that dies, for whatever
 * reason, this process ends, and with it the kernel ends every process and namespace of the host.
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
cat /proc/sys/kernel/random/uuid > /run/boot_id
mount --bind /run/boot_id /proc/sys/kernel/random/boot_id
echo "$2" > /proc/sys/kernel/hostname
echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad
echo 0 > /proc/sys/net/ipv6/conf/default/accept_ra
ip -batch - <<< "$3"
echo up
set +e
while read -r _; do :; done
`;

/**
 * What a reboot leaves of the networks of a host, whose cables are there from the beginning: nothing. Namespaces end
 * with their processes.
 */
export const FORGET_NETWORKS = `
set -e
nft flush ruleset
ip -br link | cut -d' ' -f1 | cut -d@ -f1 | while read -r link; do
  case $link in
    lo | eth* | mgmt*) ip addr flush dev "$link"; ip link set "$link" nomaster down ;;
    *) ip link del "$link" 2> /dev/null || : ;;
  esac
done
`;
