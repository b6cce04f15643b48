import { localhostRules, settingsAndDevices } from '../node-network/setup-script.ts';

/**
 * PID 1 of a node. Sets the node up, says so, and from then on reaps orphans until its standard input
 * ends: that is the orchestrator's pipe, so nothing outlives the orchestrator, however it dies. From inside
 * nothing can signal PID 1 (pid_namespaces(7)); a killed watcher is replaced.
 *
 * Constant; the data are positional parameters: host name, folder for /lab or nothing, its mount options,
 * hosts, passwd, group, nft rules or nothing, the number of settings, each setting as path, value, second
 * choice; the rest are batches for ip(8), in order.
 *
 * Says 'skip PATH' for each setting that isn't taken, 'ready PID' (of the host's PID namespace), then one
 * line for each setting that was, as the kernel now has it.
 *
 * Needs only what dash, bash and busybox have in common. Settings are read back by cat, for dash's read
 * takes single bytes, which /proc/sys doesn't serve; the same cat then goes on as the first watcher.
 */
export const nodeInitScript = `
set -uf
exec 3<&0 </dev/null
fail() { printf 'fail %s\\n' "$1"; exit 1; }
name=$1 files=$2 options=$3 hosts=$4 passwd=$5 group=$6 rules=$7 settings=$8
shift 8
cd -P /proc/self && pid=\${PWD##*/} && cd / || fail 'finding its own process ID'
# A user namespace owns its host name, but not the file of it.
{ printf '%s\\n' "$name" >/proc/sys/kernel/hostname; } 2>/dev/null || hostname "$name" || fail 'setting the host name'
${settingsAndDevices}${localhostRules}\
mount -a -T /.node || fail 'mounting its private folders'
printf '%s' "$hosts" >/run/hosts && printf '%s\\n' "$name" >/run/hostname &&
printf '%s' "$passwd" >/run/passwd && printf '%s' "$group" >/run/group || fail 'writing its names'
if [ -n "$files" ]; then
  mount --bind -o "$options" -- "/.host$files" /lab || fail 'showing its files at /lab'
  umount -l /.host || fail 'leaving the files of the machine'
fi
printf 'ready %s\\n' "$pid"
cat -- $taken - <&3 2>/dev/null & wait $! && exit 0
exec >/dev/null 2>&1
while :; do cat <&3 & wait $! && exit 0; done
`;
