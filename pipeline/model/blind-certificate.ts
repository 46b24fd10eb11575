import { z } from 'zod'

const boxPx = z.tuple([z.int(), z.int(), z.int(), z.int()])

/**
 * What a detector that looked at the finished blind image said. A hit can only be answered by hiding more, unless `firm` is false: then a person
 * who looks may also say that it is nothing.
 */
export const detection = z.object({ detector: z.string(), version: z.int(), passed: z.boolean(), firm: z.boolean().optional(), detail: z.string() })
export type Detection = z.infer<typeof detection>

/** The widest page that is ever straightened, px: limits what a browser may send. */
const MOST_PX = 8000
const coordinate = z.number().min(-MOST_PX).max(MOST_PX)

/** What a person hid by hand, px of the image: a box, or a brush drawn along points. */
export const handMask = z.discriminatedUnion('type', [
  z.object({ type: z.literal('box'), boxPx: z.tuple([coordinate, coordinate, coordinate, coordinate]) }),
  z.object({ type: z.literal('brush'), widthPx: z.number().min(2).max(400), points: z.array(z.tuple([coordinate, coordinate])).min(1).max(2000) }),
])
export type HandMask = z.infer<typeof handMask>

/** What a person has to look for on a page before experts may see it. */
export const lookReason = z.enum([
  'grey-scan', 'teacher-pen', 'teacher-pen-unknown', 'teacher-ink-left', 'ink-outside-answers', 'code-around', 'score-around', 'word', 'every-page',
  'ink-in-hidden-boxes', 'readable-field', 'barcode', 'foreign-bytes', 'hidden-by-hand',
])
export type LookReason = z.infer<typeof lookReason>

/** How a blind image came about and what was checked on that very image; part of the evidence. Hashes are SHA-256, hex. */
export const blindCertificate = z.object({
  version: z.literal(1),
  source: z.string(),
  image: z.string(),
  /** Of the other picture of a page, which is shown where a work comes a second time: which page, and how far its picture is moved from it, px right and down. */
  twin: z.object({ of: z.string(), movedPx: z.tuple([z.int(), z.int()]) }).optional(),
  form: z.string(),
  formPage: z.int(),
  /** What was painted out, px of the image: [x, y, width, height]. */
  hidden: z.array(z.object({ kind: z.enum(['code', 'barcode', 'score', 'total', 'mark', 'redact', 'header']), boxPx })),
  /** What a person hid besides. */
  masks: z.array(handMask).default([]),
  /** All around the page this much was made white: the scanner's own edge. */
  edgePx: z.int().default(0),
  /** Ink that reached out of hidden boxes and was painted out with them, px. */
  followedInkPx: z.int(),
  /** What became of the teacher's ticks and corrections outside of the boxes; absent in certificates made before it was looked at. */
  teacherInk: z.enum(['removed', 'none', 'needs-person']).optional(),
  /** The pen in the score boxes of this page. */
  teacherPen: z.enum(['red', 'green', 'other', 'unknown']).optional(),
  /** Something is written outside of the hidden boxes: a teacher's ink could hide among it. */
  writing: z.boolean().default(true),
  /** What of the scan was left out as nobody's writing, px: specks, the soft edges of print, the scanner's border. Absent where the page was not drawn anew. */
  dropped: z.object({ dust: z.int(), fray: z.int(), border: z.int() }).optional(),
  /**
   * The scan's ink outside of everything hidden, px, as the program tells it: the teacher's, which was taken off; other ink where it crosses that, and all other ink, and how much of both the
   * finished page shows. Absent in older certificates and where the page lies on no blank.
   */
  inkPx: z.object({ taken: z.int(), crossings: z.int(), crossingsKept: z.int(), others: z.int(), othersKept: z.int() }).optional(),
  detections: z.array(detection),
})
export type BlindCertificate = z.infer<typeof blindCertificate>
