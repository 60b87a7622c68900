// One element for a whole list: rows come as data, one template written by us draws each; Vue escapes all text.
export default {
  template: '<component :is="tag" class="rows"><component :is="item" v-for="row in rows" :key="row.id" :row="row" :act="act" /></component>',
  props: { rows: Array, template: String, tag: { type: String, default: 'ul' } },
  computed: {
    item() { return Vue.markRaw({ props: ['row', 'act'], template: this.template }); },
  },
  methods: { act(name, value) { this.$emit(name, value); } },
};
