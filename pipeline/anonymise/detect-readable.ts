import type { CellEvidence, CodeEvidence, PageEvidence } from '../model/evidence.ts'
import type { Detection } from '../model/blind-certificate.ts'
import type { BoxMm, Field, Form } from '../model/form.ts'
import type { Raster } from '../model/raster.ts'
import type { Reader } from '../read/open-reader.ts'

type InkField = Extract<Field, { kind: 'code' | 'score' | 'total' | 'mark' }>

/** Every digit of a code must be read with this likelihood: the work's own code, or any code where it is not known. */
const OWN_CODE = 0.5, ANY_CODE = 0.9
/** A score must be read with this likelihood. */
const SCORE = 0.8
/** Between a hidden box and the zone beside it, mm. */
const GAP_MM = 1

/**
 * Lets the readers of codes and scores look at the finished image: at the hidden boxes, where nothing may be read, and at the zones around them, where the
 * code or a score may stand a second time. Around scores only places count where no answer belongs: pupils write digits too.
 */
export async function detectReadable({ image, blank, form, formPage, code, reader }: {
  readonly image: Raster; readonly blank: Raster; readonly form: Form; readonly formPage: number
  /** The participant's code, where it is known. */
  readonly code: string | null
  readonly reader: Reader
}): Promise<readonly Detection[]> {
  const page = form.pages.find((one) => one.number === formPage)!
  const own = page.fields.filter(isInkField)
  const inside = await reader.readPage({ straight: image, blank, form, formPage })
  const around = (fields: readonly Field[]): Promise<PageEvidence> =>
    reader.readPage({ straight: image, blank, form: { ...form, pages: [{ ...page, fields: [...fields] }] }, formPage })
  let codesAround = 0
  // A page has one code field to the reader: the zones are looked at one after the other.
  for (const field of own.filter((one) => one.kind === 'code')) {
    for (const box of zonesAround(field.box, form.pageSizeMm)) {
      const { code: seen } = await around([{ kind: 'code', box }])
      if (seen && showsCode(seen, code, form.code.digits)) codesAround++
    }
  }
  const scores = own.filter((one) => one.kind !== 'code')
  const zones = scores.flatMap((field) => zonesAround(field.box, form.pageSizeMm)).filter((zone) => !page.fields.some((field) => touches(zone, field.box)))
  const task = form.tasks[0]!.id
  const scoresAround = zones.length === 0 ? [] : (await around(zones.map((box) => ({ kind: 'score', task, box })))).scores.filter(showsScore)
  const readable = [
    ...(inside.code && showsCode(inside.code, code, form.code.digits) ? ['code'] : []),
    ...[...inside.scores, inside.total, inside.mark].filter((one) => one !== undefined).filter(showsScore).map(() => 'score'),
  ]
  return [
    { detector: 'readable-field', version: 1, passed: readable.length === 0, detail: readable.length === 0 ? `${own.length} fields say nothing` : `reads ${readable.join(', ')}` },
    { detector: 'code-around', version: 1, passed: codesAround === 0, firm: false, detail: `${codesAround} zones beside the code read as a code` },
    { detector: 'score-around', version: 1, passed: scoresAround.length === 0, firm: false, detail: `${scoresAround.length} of ${zones.length} zones beside scores read as a score` },
  ]
}

const isInkField = (field: Field): field is InkField => field.kind === 'code' || field.kind === 'score' || field.kind === 'total' || field.kind === 'mark'

/** The boxes of the same size above, below, left and right, as far as they lie on the page. */
function zonesAround([x, y, width, height]: BoxMm, [pageWidth, pageHeight]: readonly [number, number]): BoxMm[] {
  const zones: BoxMm[] = [
    [x, y - height - GAP_MM, width, height], [x, y + height + GAP_MM, width, height], [x - width - GAP_MM, y, width, height], [x + width + GAP_MM, y, width, height],
  ]
  return zones.filter(([left, top]) => left >= 0 && top >= 0 && left + width <= pageWidth && top + height <= pageHeight)
}

const touches = ([x, y, w, h]: BoxMm, [u, v, width, height]: BoxMm): boolean => x < u + width && u < x + w && y < v + height && v < y + h

function showsScore({ likelihoods }: CellEvidence): boolean {
  return Object.entries(likelihoods).some(([symbol, likelihood]) => symbol !== '' && symbol !== 'other' && likelihood >= SCORE)
}

/** Whether some way to cut the ink spells the code, or any code, with every digit likely enough. */
function showsCode({ nodes, edges }: CodeEvidence, code: string | null, digits: number): boolean {
  let reached = new Set([0])
  for (let position = 0; position < digits; position++) {
    const next = new Set<number>()
    for (const { from, to, logDigits } of edges) {
      const likely = code === null ? Math.max(...logDigits) >= Math.log(ANY_CODE) : (logDigits[Number(code[position])] ?? -Infinity) >= Math.log(OWN_CODE)
      if (likely && reached.has(from)) next.add(to)
    }
    reached = next
  }
  return nodes > 1 && reached.has(nodes - 1)
}
