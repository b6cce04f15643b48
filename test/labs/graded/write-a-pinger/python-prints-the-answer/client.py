print("""ping 1: 40.6 ms
ping 2: 40.7 ms
ping 3: lost
ping 4: 40.6 ms
ping 5: 40.5 ms
ping 6: 40.8 ms
ping 7: lost
ping 8: lost
ping 9: 40.6 ms
ping 10: 40.5 ms
sent 10, received 7, lost 3, loss 30 %
rtt min/avg/max 40.5/40.6/40.8 ms""")
