/**
 * The sandbox's holder: keeps the private root (and, for an ordinary user, the user namespace) that all
 * nodes begin from. It ends at the end of its standard input, that is with the orchestrator. There are two:
 * one that still sees this machine's files at /.host, for nodes that are shown some of them, and one
 * that doesn't, which spares every other node the leaving of them. Says 'ready PID' of the second.
 *
 * Constant; the data are positional parameters: building site, fstab of the template, fstab of a node,
 * then folders, files, links and links in /dev, each a list by lines (names of this machine's own making).
 */
export const holderScript = `
set -uf
exec 3<&0 </dev/null
IFS='
'
site=$1 template=$2 node=$3
mount -t tmpfs -o mode=755,nosuid,nodev,size=4m wirelab "$site" && cd "$site" || exit 1
mkdir -p -- $4 || exit 1
for file in $5; do : >"$file" || exit 1; done
[ -z "$6" ] || cp -P -- $6 . || exit 1
[ -z "$7" ] || cp -P -- $7 dev/ || exit 1
ln -s /run/hosts /run/hostname /run/passwd /run/group etc/ || exit 1
printf 'passwd: files\\ngroup: files\\nhosts: files\\nservices: files\\nprotocols: files\\n' >etc/nsswitch.conf
printf 'multi on\\n' >etc/host.conf
printf '# Names are in /etc/hosts; there is no name server.\\n' >etc/resolv.conf
printf %s "$template" >.template && printf %s "$node" >.node || exit 1
mount -a -T .template || exit 1
: >.template
pivot_root "$site" "$site/.host" && cd / || exit 1
mount -o remount,bind,ro,nosuid,nodev none / || exit 1
unshare --mount --propagation unchanged sh -c '
  umount -l /.host || exit 1
  echo "ready $$"
  exec cat >/dev/null
' <&3 3<&- &
exec cat <&3 >/dev/null
`;
