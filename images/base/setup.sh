# Run as root in the image, once its packages are installed. Programs of labs run as `lab`.
# Debian packages fail to configure where this folder is missing, as it is in images without manuals.
mkdir -p /usr/share/man/man1
useradd --create-home --uid 1000 --shell /bin/sh lab
