#!/bin/bash
# PID 1 of the guest. Everything of the host's files is there to read; what is written goes to a tmpfs above
# them, but in the shared folder, and is gone with the guest.
# Environment, from the kernel's command line: SHARED, the shared folder; DISK, if not empty, `yes`.
# Reads names of jobs (folders in $SHARED) from ttyS0, and says `ready`, and `done JOB STATUS` for each.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -n -t proc proc /proc
kernel=$(uname -r)
modules=/usr/lib/uml/modules/$kernel

mount -t tmpfs tmpfs /mnt
mkdir -p /mnt/upper /mnt/work /mnt/root /mnt/lib/modules
ln -s "$modules" /mnt/lib/modules/
modprobe -d /mnt overlay
mount -n -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root || exit
cd /mnt/root || exit
mount -n -t proc proc proc
mount -n -t sysfs sysfs sys
mount -n -t devtmpfs devtmpfs dev
mkdir -p dev/pts dev/shm lib/modules
mount -n -t devpts devpts dev/pts
mount -n -t tmpfs tmpfs dev/shm
mount -n -t tmpfs tmpfs run
mount -n -t cgroup2 cgroup2 sys/fs/cgroup
[ -e "lib/modules/$kernel" ] || ln -s "$modules" lib/modules/
ln -sfn /proc/self/fd dev/fd
ln -sfn /dev/fd/0 dev/stdin
ln -sfn /dev/fd/1 dev/stdout
ln -sfn /dev/fd/2 dev/stderr
mount -n -t hostfs -o "$SHARED" none "./$SHARED" || exit
if [ -n "$DISK" ]; then mkdir -p var/lib/docker && mount -n -t ext4 /dev/ubda var/lib/docker || exit; fi
mount -n --move . /
exec chroot . /bin/bash "$SHARED/serve.sh"
