# What PID 1 of the guest does once its root is there: runs jobs, any number at a time.
cd /
modprobe -a tun veth bridge ifb sch_netem sch_tbf sch_ingress cls_matchall act_mirred
ip link set lo up
hostname uml
for tty in 0 1 2; do stty -F "/dev/ttyS$tty" raw -echo 2>/dev/null; done
exec 3<>/dev/ttyS0

run() {
  local job=$1 folder=$SHARED/$1 argv env cwd limit
  mapfile -d '' -t argv <"$folder/argv"
  mapfile -d '' -t env <"$folder/env"
  cwd=$(<"$folder/cwd")
  limit=$(<"$folder/limit")
  if [ -e "$folder/live" ]; then
    local enter=(env -i -C "$cwd" "${env[@]}")
    if [ -e "$folder/stdin" ]; then
      setsid --wait "${enter[@]}" "${argv[@]}" <"$folder/stdin" >/dev/ttyS1 2>/dev/ttyS2
    else
      setsid --ctty --wait "${enter[@]}" "${argv[@]}" <>/dev/ttyS1 >&0 2>&0
    fi
    local status=$?
    sleep 0.1 # until the terminals have passed on what they hold
  else
    env -i -C "$cwd" "${env[@]}" timeout --kill-after=2 "$limit" "${argv[@]}" \
      <"$folder/stdin" >"$folder/stdout" 2>"$folder/stderr"
    local status=$?
    sync -- "$folder/stdout" "$folder/stderr"
  fi
  printf 'done %s %d\n' "$job" "$status" >&3
}

printf 'ready\n' >&3
while read -r job <&3; do run "$job" & done
