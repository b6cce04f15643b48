# In the guest: starts a Docker engine whose data are on the guest's disk, and waits for it.
# Prints its log and fails if it doesn't come up.
modprobe -a br_netfilter ip_tables iptable_nat iptable_filter ip6_tables ip6table_filter ip6table_nat \
  xt_conntrack xt_MASQUERADE xt_addrtype nf_nat xt_nat xt_mark xt_tcpudp
# The kernel has no NAT for nft.
mkdir -p /run/legacy
for name in iptables iptables-save iptables-restore; do
  ln -s "/usr/sbin/xtables-legacy-multi" "/run/legacy/$name"
  ln -s "/usr/sbin/xtables-legacy-multi" "/run/legacy/${name/ip/ip6}"
done
export PATH="/run/legacy:/usr/sbin:/usr/bin:/sbin:/bin:$PATH"
echo '{}' >/run/daemon.json
dockerd --config-file /run/daemon.json --data-root /var/lib/docker --exec-root /run/docker --pidfile /run/docker.pid \
  --host unix:///run/docker.sock >/run/docker.log 2>&1 </dev/null &
engine=$!
until curl -sf --unix-socket /run/docker.sock http://engine/_ping >/dev/null; do
  kill -0 "$engine" 2>/dev/null || { cat /run/docker.log >&2; exit 1; }
  sleep 0.1
done
