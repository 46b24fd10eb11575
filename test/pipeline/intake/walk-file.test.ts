import { expect, test } from 'vitest'
import { encodePng } from '../../../pipeline/image/codec.ts'
import { sourceOf } from '../../../pipeline/intake/byte-source.ts'
import { DEFAULT_LIMITS } from '../../../pipeline/intake/limits.ts'
import { walkFile, type WalkedPage } from '../../../pipeline/intake/walk-file.ts'
import { zipOf } from './zip-of.ts'

const png = await encodePng({ width: 6, height: 4, channels: 1, data: new Uint8Array(24).fill(255) })
const text = new TextEncoder().encode('просто текст')

async function walk(bytes: Uint8Array, limits = {}): Promise<string[]> {
  const seen: WalkedPage[] = []
  for await (const page of walkFile({ source: sourceOf(bytes), name: 'upload', limits: { ...DEFAULT_LIMITS, ...limits } })) seen.push(page)
  return seen.map((p) => `${p.file} ${p.page}/${p.pageCount} ${p.image.ok ? 'ok' : p.image.reason}`)
}

test('every file of a ZIP is accounted for: pages and refusals, in order', async () => {
  const zip = zipOf([{ name: 'a.png', content: png }, { name: 'note.txt', content: text }, { name: 'b.png', content: png }])
  expect(await walk(zip)).toEqual(['upload/a.png 1/1 ok', 'upload/note.txt 1/0 unsupported-file', 'upload/b.png 1/1 ok'])
})

test('a name that climbs out of the folder is only a name, and system files are passed over', async () => {
  const zip = zipOf([
    { name: '../../etc/x.png', content: png }, { name: '__MACOSX/._x.png', content: text }, { name: 'dir/', content: new Uint8Array() },
  ])
  expect(await walk(zip)).toEqual(['upload/../../etc/x.png 1/1 ok'])
})

test('names in the code page of Russian Windows are readable', async () => {
  const cp866 = Uint8Array.from([0x91, 0xaa, 0xa0, 0xad, 0x2e, 0x70, 0x6e, 0x67])
  expect(await walk(zipOf([{ name: cp866, content: png }]))).toEqual(['upload/Скан.png 1/1 ok'])
})

test('an encrypted file inside a ZIP is named, the others are read', async () => {
  const zip = zipOf([{ name: 'secret.png', content: png, flags: 1 }, { name: 'b.png', content: png }])
  expect(await walk(zip)).toEqual(['upload/secret.png 1/0 encrypted-file', 'upload/b.png 1/1 ok'])
})

test('bombs end in a refusal: by size, by ratio, by count, by total', async () => {
  const zeros = new Uint8Array(9 * 1024 * 1024)
  expect(await walk(zipOf([{ name: 'z', content: zeros }]))).toEqual(['upload/z 1/0 too-large'])
  expect(await walk(zipOf([{ name: 'z', content: png }]), { maxZipFileBytes: 10 })).toEqual(['upload/z 1/0 too-large'])
  const three = zipOf(['1', '2', '3'].map((name) => ({ name, content: png })))
  expect(await walk(three, { maxZipFiles: 2 })).toEqual(['upload/1 1/1 ok', 'upload/2 1/1 ok', 'upload 1/0 too-large'])
  expect(await walk(three, { maxZipTotalBytes: png.length })).toEqual(['upload/1 1/1 ok', 'upload/2 1/1 ok', 'upload 1/0 too-large'])
})

test('a ZIP cut short, an empty one and one inside another are refused in words', async () => {
  const zip = zipOf([{ name: 'a.png', content: png }])
  expect(await walk(zip.subarray(0, zip.length - 30))).toEqual(['upload 1/0 broken-file'])
  expect(await walk(zipOf([]))).toEqual(['upload 1/0 unsupported-file'])
  expect(await walk(zipOf([{ name: 'in.zip', content: zip }]))).toEqual(['upload/in.zip 1/0 unsupported-file'])
})
