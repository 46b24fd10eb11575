import { z } from 'zod'

/** What a detector that looked at the finished blind image said. */
export const detection = z.object({ detector: z.string(), version: z.int(), passed: z.boolean(), detail: z.string() })
export type Detection = z.infer<typeof detection>

/** How a blind image came about and what was checked on that very image; part of the evidence. Hashes are SHA-256, hex. */
export const blindCertificate = z.object({
  version: z.literal(1),
  source: z.string(),
  image: z.string(),
  form: z.string(),
  formPage: z.int(),
  /** What was painted out, px of the image: [x, y, width, height]. */
  hidden: z.array(z.object({ kind: z.enum(['code', 'barcode', 'score', 'total', 'mark', 'redact', 'header']), boxPx: z.tuple([z.int(), z.int(), z.int(), z.int()]) })),
  /** Ink that reached out of hidden boxes and was painted out with them, px. */
  followedInkPx: z.int(),
  /** What became of the teacher's ticks and corrections outside of the boxes; absent in certificates made before it was looked at. */
  teacherInk: z.enum(['removed', 'none', 'needs-person']).optional(),
  detections: z.array(detection),
})
export type BlindCertificate = z.infer<typeof blindCertificate>
