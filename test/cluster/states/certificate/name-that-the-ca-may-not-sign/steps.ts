import type {Steps} from '../../runner/state.ts'

const spec = {dnsNames: ['shop.ropery.corp']}

export default {
  mended: async bed => {
    await bed.kubectl(['patch', '-n', 'ropery', 'certificate/shop', '--type=merge', '-p', JSON.stringify({spec})])
    await bed.kubectl([
      'wait',
      '-n',
      'ropery',
      'certificate/shop',
      '--for=jsonpath={.status.revision}=2',
      '--timeout=60s',
    ])
  },
} satisfies Steps
