// One element for a whole list: rows come as data, one template written by us draws each; Vue escapes all text.
export default {
  template: '<component :is="tag" class="rows"><component :is="item" v-for="row in shown" :key="row.id" :row="row" :act="act" /></component>',
  props: { rows: Array, template: String, tag: { type: String, default: 'ul' } },
  data() { return { shown: this.rows }; },
  watch: { rows(rows) { this.shown = rows; } },
  computed: {
    item() { return Vue.markRaw({ props: ['row', 'act'], template: this.template }); },
  },
  methods: {
    act(name, value) { this.$emit(name, value); },
    add(rows) {
      const known = new Set(this.shown.map((row) => row.id)); // a fuller list may have come just before
      this.shown = [...this.shown, ...rows.filter((row) => !known.has(row.id))];
    },
    patch(rows) {
      const fresh = new Map(rows.map((row) => [row.id, row]));
      this.shown = this.shown.map((row) => fresh.get(row.id) ?? row);
    },
    renew(rows, gone) {
      const out = new Set([...gone, ...rows.map((row) => row.id)]);
      this.shown = [...rows, ...this.shown.filter((row) => !out.has(row.id))];
    },
  },
};
