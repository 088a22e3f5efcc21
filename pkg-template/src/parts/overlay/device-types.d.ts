// What the part `inspector` gives: `Device` and `Node` of src/device/tree.rs.

/** All that the tracker stored on a device. */
export interface Device {
  /** When it was read, in milliseconds after 1970. */
  nowMs: number;
  records: number;
  bytes: number;
  nodes: DeviceNode[];
}

export interface DeviceNode {
  label: string;
  value?: string;
  /** Bytes in storage. */
  bytes?: number;
  /** The moment that it speaks of, in milliseconds after 1970. */
  atMs?: number;
  /** In which way it is not what this version writes. */
  problem?: string;
  children?: DeviceNode[];
}
