import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { damagePage, NO_DAMAGE } from '../../fixtures/damage.ts'
import { faultyStack, type Fault, type FaultyStack } from '../../fixtures/faults.ts'
import type { Doubt } from '../../grader-ui/api/school.ts'
import { encodeJpeg } from '../../pipeline/image/codec.ts'
import { sourceOf } from '../../pipeline/intake/byte-source.ts'
import { openFile } from '../../pipeline/intake/open-file.ts'
import type { BoxMm } from '../../pipeline/model/form.ts'
import { mmToPx, STRAIGHT_DPI } from '../../pipeline/model/raster.ts'

/** Scans of one school's works, each with a fault, as files in a folder, and what a person with the paper in hand knows of them. */
export function deskScans(folder: string) {
  const stacks = new Map<string, FaultyStack>()

  /** One work of a school with one fault, as a file on disk. */
  async function scan(name: string, fault: Fault, code: string): Promise<string> {
    const stack = await faultyStack({ fault, seed: `desk ${code}`, roster: ['70001', code, '70009'], alone: true, answers: false })
    stacks.set(name, stack)
    writeFileSync(join(folder, name), stack.bytes)
    return join(folder, name)
  }

  /** The lower part of one page, as it comes out of a worn feeder or a telephone held too close. */
  async function torn(name: string, code: string, formPage: number): Promise<string> {
    const stack = await faultyStack({ fault: 'none', seed: `desk ${code}`, roster: ['70001', code, '70009'], alone: true, answers: false })
    const opened = await openFile({ source: sourceOf(stack.bytes) })
    const read = opened.ok ? await opened.value.readPage(formPage) : opened
    if (!read.ok) throw new Error(read.reason)
    const { width, height, channels, data } = read.value.raster
    const top = Math.round(0.68 * height)
    writeFileSync(join(folder, name), await encodeJpeg({ width, height: height - top, channels, data: data.subarray(top * width * channels) }, 88))
    stacks.set(name, { ...stack, pages: [stack.pages[formPage - 1]!] })
    return join(folder, name)
  }

  /** One page of a scanned work once more: laid otherwise on the glass, encoded anew, and the end of the code covered by a slip of paper. */
  async function again(name: string, of: string, formPage: number, codeBoxMm: BoxMm): Promise<string> {
    const stack = stacks.get(of)!
    const opened = await openFile({ source: sourceOf(stack.bytes) })
    const read = opened.ok ? await opened.value.readPage(formPage) : opened
    if (!read.ok) throw new Error(read.reason)
    const { raster } = read.value
    const data = Uint8Array.from(raster.data)
    const [left, top, width, height] = codeBoxMm.map((mm) => Math.round(mmToPx(mm))) as [number, number, number, number]
    const slackPx = 40
    const from = left + Math.round(0.5 * width)
    for (let y = Math.max(0, top - slackPx); y < top + height + slackPx; y++) data.fill(244, (y * raster.width + from) * raster.channels, (y * raster.width + Math.min(raster.width, left + width + slackPx)) * raster.channels)
    const { raster: laid } = damagePage({ page: { ...raster, data }, dpi: STRAIGHT_DPI, damage: { ...NO_DAMAGE, skewDeg: 1.3, shiftMm: [2, -1.5], noise: 4, upsideDown: true }, seed: name })
    writeFileSync(join(folder, name), await encodeJpeg(laid, 65))
    stacks.set(name, { ...stack, pages: [stack.pages[formPage - 1]!] })
    return join(folder, name)
  }

  /** What a person with the paper in hand would answer. */
  function truthOf(doubt: Doubt): string {
    const stack = stacks.get(doubt.fileName)!
    const place = stack.pages[doubt.filePage - 1]!
    if (doubt.kind === 'page') return 'use'
    if (place.code === null) return 'discard'
    const plan = stack.plans.find((one) => one.code === place.code)!
    if (doubt.kind === 'code') return plan.code
    if (doubt.kind === 'variant') return plan.variant
    return plan.fields.find((field) => field.page === place.formPage && field.kind === doubt.kind && (field.kind !== 'score' || field.task === doubt.task))?.value ?? ''
  }

  return { stacks, scan, torn, again, truthOf }
}
