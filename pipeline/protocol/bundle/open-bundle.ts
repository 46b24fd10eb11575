import { createHash } from 'node:crypto'
import { z } from 'zod'
import { unpackZip } from '../../intake/unpack-zip.ts'
import { ok, refuse, type Result } from '../../model/result.ts'
import { BUNDLE_VERSION } from './write-bundle.ts'

const manifestSchema = z.object({
  bundleVersion: z.literal(BUNDLE_VERSION), title: z.string(), at: z.string(),
  files: z.array(z.object({ name: z.string().min(1), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
})

/** The files of a bundle by name, as its manifest lists them, and the manifest's words. */
export interface OpenedBundle {
  readonly title: string
  readonly at: string
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Files that are missing, changed or not listed, in words. Empty: the bundle is as it was made. */
  readonly problems: readonly string[]
}

/** Opens an evidence bundle and holds every file against the manifest. */
export async function openBundle(zip: Uint8Array): Promise<Result<OpenedBundle, 'not-a-bundle'>> {
  const entries = new Map<string, Uint8Array>()
  const problems: string[] = []
  for await (const { name, content } of unpackZip({ bytes: zip })) {
    if (!content.ok) problems.push(name === '' ? 'архив повреждён' : `файл ${name} не раскрывается`)
    else if (entries.has(name)) problems.push(`файл ${name} лежит в архиве дважды`)
    else entries.set(name, content.value)
  }
  const manifest = manifestOf(entries.get('manifest.json'))
  if (!manifest) return refuse('not-a-bundle')
  const listed = new Map(manifest.files.map((file) => [file.name, file]))
  for (const { name, bytes, sha256 } of manifest.files) {
    const content = entries.get(name)
    if (!content) problems.push(`нет файла ${name}`)
    else if (content.length !== bytes || createHash('sha256').update(content).digest('hex') !== sha256) problems.push(`файл ${name} изменён`)
  }
  for (const name of entries.keys()) if (name !== 'manifest.json' && !listed.has(name)) problems.push(`файл ${name} не назван в описи`)
  const files = new Map([...entries].filter(([name]) => listed.has(name)))
  return ok({ title: manifest.title, at: manifest.at, files, problems })
}

function manifestOf(bytes: Uint8Array | undefined): z.output<typeof manifestSchema> | null {
  if (!bytes) return null
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')))
    return parsed.success ? parsed.data : null
  } catch { return null }
}
