// A notice with one thing to do about it: doing it raises `act` with the notice's id.
export default {
  template: '<span hidden></span>',
  methods: {
    tell(id, words, kind, label) {
      const icon = kind === 'positive' ? 'check' : 'error_outline';
      Quasar.Notify.create({ message: words, type: kind, icon, timeout: 8000, multiLine: kind === 'negative', actions: [{ label, noCaps: true, handler: () => this.$emit('act', id) }] });
    },
  },
};
