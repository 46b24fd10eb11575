import { kindOf } from '../../../pipeline/protocol/count-works.ts'
import type { SchoolRecheck } from './school-recheck.ts'

const CONFIDENCE = 0.95

/** How much the recheck of these works lets anybody say about all works of the school, in one sentence. */
export function confidenceSentence({ works, participants }: SchoolRecheck): string {
  const checked = works.filter((work) => work.state === 'complete')
  if (checked.length === 0) return 'Пока ничего не проверено: о работах школы судить не по чему.'
  const all = Math.max(participants, works.length)
  const differing = checked.filter((work) => kindOf(work.comparison) !== 'same').length
  if (checked.length >= all) return `Проверены все работы: расхождения есть в ${differing} из ${all}.`
  const share = (100 * mostDiffering({ all, checked: checked.length, differing })) / all
  const percent = share.toLocaleString('ru', { maximumFractionDigits: 1 })
  return `Проверено ${checked.length} из ${all}, с расхождениями ${differing}. Если проверенные выбраны случайно, с надёжностью 95 % расхождения есть не более чем в ${percent} % всех работ школы.`
}

/**
 * The largest number of works with a discrepancy among `all` that still is no surprise when `differing` were found among `checked` drawn at
 * random: the exact one-sided upper 95 % limit of the hypergeometric distribution.
 */
export function mostDiffering({ all, checked, differing }: { readonly all: number; readonly checked: number; readonly differing: number }): number {
  for (let bad = all - (checked - differing); bad > differing; bad--) {
    if (chanceOfAtMost({ all, checked, bad, found: differing }) > 1 - CONFIDENCE) return bad
  }
  return differing
}

function chanceOfAtMost({ all, checked, bad, found }: { all: number; checked: number; bad: number; found: number }): number {
  let chance = 0
  for (let x = Math.max(0, checked - (all - bad)); x <= Math.min(found, bad); x++) {
    chance += Math.exp(logChoose(bad, x) + logChoose(all - bad, checked - x) - logChoose(all, checked))
  }
  return chance
}

function logChoose(n: number, k: number): number {
  let sum = 0
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i)
  return sum
}
