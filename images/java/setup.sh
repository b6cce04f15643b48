# The JDK makes a smaller one of itself, and goes.
# jdk.zipfs: javac reads class libraries through it. jdk.charsets is left out: UTF-8 is in java.base.
/usr/lib/jvm/java-17-openjdk-*/bin/jlink \
  --add-modules java.se,jdk.compiler,jdk.httpserver,jdk.net,jdk.unsupported,jdk.zipfs,jdk.jshell,jdk.jcmd,jdk.crypto.ec \
  --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 --output /opt/java
apt-get purge -y --auto-remove 'openjdk-17-*' ca-certificates-java java-common
rm -rf /etc/java-17-openjdk /usr/lib/jvm
