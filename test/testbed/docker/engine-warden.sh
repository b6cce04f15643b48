#!/bin/bash
# Runs a Docker engine until standard input ends, however its other end died, and then leaves nothing of it.
#   engine-warden.sh run FOLDER own|copy DISK   in a network and a mount namespace of its own
#   engine-warden.sh reap FOLDER                what is left where even the warden was killed
# All that the engine has is in FOLDER: socket, log, data (DISK, an ext4 image, or a copy of it). Its containers'
# control groups are named like FOLDER. Its bridges and firewall rules are those of its network namespace.
set -u
task=$1 folder=$2
group=${folder##*/}

groups() { find /sys/fs/cgroup -depth -type d -path "*/$group*" 2>/dev/null; }
contained() { groups | sed 's:$:/cgroup.procs:' | xargs -r cat 2>/dev/null | sort -u; }
# By the folder's name in their arguments: the engine, containerd, and containerd's shims.
engines() { grep -lsF -f - /proc/[0-9]*/cmdline <<<"$folder/" | cut -d/ -f3; }

reap() {
  for _ in $(seq 200); do
    pids="$(contained) $(engines)"
    [ "$pids" = ' ' ] && break
    # shellcheck disable=SC2086 # a list
    kill -KILL $pids 2>/dev/null
    sleep 0.02
  done
  groups | while read -r path; do rmdir "$path" 2>/dev/null; done
  cut -d' ' -f2 /proc/self/mounts | grep -F -- "$folder/" | sort -r | while read -r path; do umount -l "$path"; done
  rm -rf -- "$folder"
}

if [ "$task" = run ]; then
  use=$3 disk=$4
  mkdir "$folder/data" || exit
  if [ "$use" = copy ]; then
    cp --sparse=always --reflink=auto -- "$disk" "$folder/disk" || exit
    disk=$folder/disk
  fi
  mount -o loop "$disk" "$folder/data" || exit
  ip link set lo up
  echo '{}' >"$folder/daemon.json"
  dockerd --config-file "$folder/daemon.json" --data-root "$folder/data" --exec-root "$folder/exec" \
    --pidfile "$folder/pid" --host "unix://$folder/docker.sock" --group "$(id -g)" \
    --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$group" \
    >"$folder/log" 2>&1 </dev/null &
  engine=$!
  disown "$engine"
  cat >/dev/null
  # Only a disk that others will use must be left in order.
  if [ "$use" = own ]; then
    # It may have been restarted.
    engine=$(<"$folder/pid")
    kill -TERM "$engine" 2>/dev/null
    tail --pid="$engine" --follow /dev/null
    umount "$folder/data"
  fi
fi
reap
