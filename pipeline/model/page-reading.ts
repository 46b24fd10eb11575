import { z } from 'zod'

/** Why a page or one of its values may not be used without a person. A closed list; `sverka read --help` prints it. */
export const READING_REASONS = {
  'unsupported-file': 'файл не является PDF, TIFF, JPEG, PNG или ZIP',
  'broken-file': 'файл повреждён и не открывается',
  'encrypted-file': 'файл защищён паролем',
  'too-large': 'файл или страница больше допустимого',
  'decode-timeout': 'страница не раскрылась за отведённое время',
  'blank-page': 'страница пуста',
  'no-form-matched': 'страница не похожа ни на один из бланков',
  'form-ambiguous': 'страница похожа сразу на несколько страниц бланков',
  'low-resolution': 'разрешение скана меньше 150 точек на дюйм',
  'code-empty': 'код участника не написан',
  'code-doubtful': 'код участника прочитан неуверенно',
  'code-not-on-roster': 'такого кода нет в списке школы',
  'code-disagrees': 'коды на страницах одной работы различаются',
  'duplicate-page': 'на это место работы претендует ещё одна страница',
  'variant-doubtful': 'вариант прочитан неуверенно',
  'variant-unknown': 'такого варианта нет в бланке',
  'score-doubtful': 'балл прочитан неуверенно',
  'score-corrected': 'балл исправлен от руки',
  'score-over-maximum': 'балл больше максимального',
  'score-empty': 'балл не выставлен',
  'box-table-differ': 'балл в окне и в таблице различаются',
  'total-doubtful': 'сумма прочитана неуверенно',
  'total-empty': 'сумма не выставлена',
  'sum-differs': 'сумма не равна сложению баллов',
  'mark-doubtful': 'отметка прочитана неуверенно',
  'mark-differs': 'отметка не соответствует сумме',
  'named-by-person': 'страницу узнал человек, читает её тоже человек',
} as const
export type ReadingReason = keyof typeof READING_REASONS
const reason = z.enum(Object.keys(READING_REASONS) as [ReadingReason, ...ReadingReason[]])

const status = z.enum(['read', 'review', 'empty'])
/** What the ink alone says, before anything known of the work was brought in. */
const inkSays = z.object({ value: z.string(), confidence: z.number().min(0).max(1) })

/** One value of a page with its calibrated confidence. `review`: may not be used without a person. */
export const readValue = z.object({
  value: z.string(),
  confidence: z.number().min(0).max(1),
  status,
  reasons: z.array(reason).optional(),
  ink: inkSays.optional(),
  /** The best other values, most likely first: what a person is offered. */
  alternatives: z.array(inkSays).optional(),
})
export type ReadValue = z.infer<typeof readValue>

export const scoreReading = readValue.extend({ task: z.string(), box: z.int().min(0) })
export type ScoreReading = z.infer<typeof scoreReading>

/** What stands on one scanned page: one line of `sverka read`. A promise to users: extend, never break. */
export const pageReading = z.object({
  file: z.string(),
  page: z.int().min(1),
  status: z.enum(['read', 'review', 'blank', 'foreign', 'unreadable']),
  reasons: z.array(reason),
  form: z.string().nullable(),
  formPage: z.int().nullable(),
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  skewDeg: z.number(),
  code: readValue.optional(),
  variant: readValue.optional(),
  scores: z.array(scoreReading).optional(),
  total: readValue.optional(),
  mark: readValue.optional(),
})
export type PageReading = z.infer<typeof pageReading>
