/** What a submission may hold. Far above what a lab asks for, far below what would hurt the machine. */

const mebibyte = 1024 * 1024;

export const submissionLimits = {
  /** Of the archive as it is handed in. */
  archiveBytes: 50 * mebibyte,
  /** Of all files, unpacked. */
  totalBytes: 50 * mebibyte,
  entries: 2000,
  /** Unpacked to packed, once more than `freeBytes` have come out. */
  ratio: 100,
  freeBytes: mebibyte,
  depth: 16,
  nameBytes: 255,
  pathBytes: 1024,
} as const;
