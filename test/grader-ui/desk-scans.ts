import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { faultyStack, type Fault, type FaultyStack } from '../../fixtures/faults.ts'
import type { Doubt } from '../../grader-ui/api/school.ts'
import { encodeJpeg } from '../../pipeline/image/codec.ts'
import { openFile } from '../../pipeline/intake/open-file.ts'

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
    const opened = await openFile({ bytes: stack.bytes })
    const read = opened.ok ? await opened.value.readPage(formPage) : opened
    if (!read.ok) throw new Error(read.reason)
    const { width, height, channels, data } = read.value.raster
    const top = Math.round(0.68 * height)
    writeFileSync(join(folder, name), await encodeJpeg({ width, height: height - top, channels, data: data.subarray(top * width * channels) }, 88))
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

  return { stacks, scan, torn, truthOf }
}
