import type {Steps} from '../../runner/state.ts'

const spec = {dnsNames: ['shop.guild.corp']}

export default {
  mended: async bed => {
    await bed.kubectl(['patch', '-n', 'guild', 'certificate/shop', '--type=merge', '-p', JSON.stringify({spec})])
    await bed.kubectl([
      'wait',
      '-n',
      'guild',
      'certificate/shop',
      '--for=jsonpath={.status.revision}=2',
      '--timeout=60s',
    ])
  },
} satisfies Steps
