/**
 * Parts of the scripts that set up a node's network, in sh(1), the same for every runtime. Constant: the data are
 * shell variables and positional parameters. `fail` is for the script around them to define.
 */

/**
 * `$settings` settings, each as path, value, second choice; then, to the end, batches for ip(8). Says 'skip PATH' for
 * each setting that isn't taken, and leaves the files of those that were in `$taken`.
 */
export const settingsAndDevices = `\
taken=
while [ "$settings" -gt 0 ]; do
  if printf '%s\\n' "$2" >"/proc/sys/$1" || { [ -n "$3" ] && printf '%s\\n' "$3" >"/proc/sys/$1"; }
  then taken="$taken /proc/sys/$1"
  else printf 'skip %s\\n' "$1"
  fi
  settings=$((settings - 1))
  shift 3
done 2>/dev/null
while [ $# -gt 0 ]; do
  ip -batch - <<END || fail 'making its devices, addresses and routes'
$1
END
  shift
done
`;

/** `$rules` for nft(8), or nothing. */
export const localhostRules = `\
if [ -n "$rules" ]; then
  nft -f - <<END || fail 'redirecting localhost'
$rules
END
fi
`;

/**
 * Makes a namespace fit for the far sides of links: without addresses of its own, its kernel sends nothing into
 * links that no node has sent.
 */
export const silence = `\
for scope in all default; do
  [ ! -e /proc/sys/net/ipv6 ] || echo 1 >"/proc/sys/net/ipv6/conf/$scope/disable_ipv6" || exit 1
done
`;
