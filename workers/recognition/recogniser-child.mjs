import { register } from 'tsx/esm/api'

register()
await import('./recogniser-main.ts')
