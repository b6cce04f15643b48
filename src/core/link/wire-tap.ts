/** Sees the frames of all links. They are the wire's: what is to be kept must be copied. */
export interface WireTap {
  /**
   * A node gave a frame, and nothing has happened to it yet. Not told of what passes uncounted.
   *
   * @param port the sender's device
   * @param record the packet's number in the wire's log; -1 when that is full
   */
  offered(port: number, record: number, frame: Uint8Array, length: number, atNs: number): void;
  /** A frame was written to the receiver's device. */
  delivered(port: number, record: number, frame: Uint8Array, length: number, atNs: number): void;
}
