import { decideCodes } from '../../../pipeline/decide/decide-codes.ts'
import { bestCode } from '../../../pipeline/read/code-lattice.ts'
import type { SimulatedPage } from './simulate-stack.ts'

export interface CodeCount { pages: number; inkRight: number; right: number; automatic: number; silentlyWrong: number }

/** Decides a simulated stack and counts pages with a written code: right, automatic, and silently wrong (used, but not what is written). */
export function countCodes({ pages, ...decision }: { readonly pages: readonly SimulatedPage[] } & Omit<Parameters<typeof decideCodes>[0], 'pages'>): CodeCount {
  const decided = decideCodes({ pages, ...decision })
  const count: CodeCount = { pages: 0, inkRight: 0, right: 0, automatic: 0, silentlyWrong: 0 }
  pages.forEach(({ written, evidence }, i) => {
    if (written === '') return
    count.pages++
    if (evidence.code && bestCode(evidence.code, written.length)?.value === written) count.inkRight++
    if (decided[i]?.code === written) count.right++
    if (!decided[i]?.sure) return
    count.automatic++
    if (decided[i]?.reading?.value !== written) count.silentlyWrong++
  })
  return count
}
