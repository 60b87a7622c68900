// Questions of a form as a list that unfolds one at a time. Every change is told to the server as the whole list.
export default {
  template: `<div class="questions"><ul v-if="items.length" class="rows"><li v-for="(q, i) in items" :key="q.at">
      <div class="list-row"><span class="mark" :data-icon="icons[q.kind] || 'short_text'"></span>
        <span class="two wrap"><b>{{ q.label || 'New question' }}</b><small>{{ nameOf(q.kind) }}{{ q.required ? ' · required' : '' }}</small>
          <small v-if="open !== q.at && wrong(i)" class="bad">{{ wrong(i) }}</small></span>
        <button type="button" class="quiet square hide-phone" data-icon="arrow_upward" :disabled="i === 0" @click="move(i, -1)"><span class="sr">Move up: {{ q.label }}</span></button>
        <button type="button" class="quiet square hide-phone" data-icon="arrow_downward" :disabled="i === items.length - 1" @click="move(i, 1)"><span class="sr">Move down: {{ q.label }}</span></button>
        <button type="button" class="quiet" :aria-expanded="open === q.at ? 'true' : 'false'" @click="open = open === q.at ? null : q.at">{{ open === q.at ? 'Done' : 'Edit' }}<span class="sr"> {{ q.label }}</span></button></div>
      <div v-if="open === q.at" class="stack panel-body sunken">
        <q-input outlined dense stack-label hide-bottom-space :label="silent.includes(q.kind) ? 'Words' : 'Question'" autogrow v-model="q.label" @update:model-value="tell" :error="!!errors['fields.' + i + '.label']" :error-message="errors['fields.' + i + '.label']" />
        <div class="grid-auto">
          <q-select outlined dense stack-label hide-bottom-space label="Answer" behavior="menu" :options="kinds" emit-value map-options v-model="q.kind" @update:model-value="tell" :error="!!errors['fields.' + i + '.kind']" :error-message="errors['fields.' + i + '.kind']" />
          <q-input outlined dense stack-label hide-bottom-space label="Help below the question (optional)" v-model="q.help" @update:model-value="tell" /></div>
        <q-input v-if="lists.includes(q.kind)" outlined dense stack-label hide-bottom-space type="textarea" autogrow label="Answers to choose from, one on each line" :model-value="(q.options || []).join('\\n')" @update:model-value="words => { q.options = words.split('\\n'); tell() }" :error="!!errors['fields.' + i + '.options']" :error-message="errors['fields.' + i + '.options']" />
        <div class="between"><q-checkbox v-if="!silent.includes(q.kind)" label="Must be answered" v-model="q.required" @update:model-value="tell" /><span v-else></span>
          <span class="cluster"><button type="button" class="quiet phone-only" :disabled="i === 0" @click="move(i, -1)">Up</button><button type="button" class="quiet phone-only" :disabled="i === items.length - 1" @click="move(i, 1)">Down</button>
          <button type="button" class="quiet bad" @click="remove(i)">Remove<span class="sr"> {{ q.label }}</span></button></span></div>
      </div></li></ul>
    <p v-else class="muted panel-body">No questions yet.</p>
    <div class="panel-body joined cluster"><button type="button" class="quiet" :disabled="items.length >= most" @click="add()"><span data-icon="add"></span> Add a question</button>
      <small v-if="errors.fields" class="bad" role="alert">{{ errors.fields }}</small></div></div>`,
  emits: ['change'],  // else the inputs' own change events would bubble through
  props: { value: Array, kinds: Array, lists: Array, silent: Array, most: Number, errors: Object },
  data() {
    return { items: this.value.map((field, at) => ({ ...field, at })), open: null, next: this.value.length,
      icons: { text: 'short_text', short_text: 'short_text', long_text: 'notes', choice: 'radio_button_checked', multiple_choice: 'check_box', yes_no: 'toggle_on', number: 'tag', date: 'event', email: 'mail_outline', phone: 'phone', consent: 'task_alt', heading: 'title' } };
  },
  watch: { errors(errors) { const first = Object.keys(errors).map(name => Number(name.split('.')[1])).find(i => !isNaN(i)); if (first !== undefined && this.items[first]) this.open = this.items[first].at; } },
  methods: {
    nameOf(kind) { return (this.kinds.find(k => k.value === kind) || { label: '' }).label; },
    wrong(i) { return Object.entries(this.errors).filter(([name]) => name.startsWith('fields.' + i + '.')).map(([, words]) => words)[0]; },
    tell() { this.$emit('change', this.items.map(({ at, ...field }) => ({ ...field, options: [...(field.options || [])] }))); },
    add() { const at = this.next++; this.items.push({ at, key: '', label: '', kind: this.kinds[0].value, required: false, options: [], help: '' }); this.open = at; this.tell(); this.$nextTick(this.begin); },
    begin() { const field = this.$el.querySelector('.sunken textarea, .sunken input'); if (field) { field.focus({ preventScroll: true }); field.closest('li').scrollIntoView({ block: 'center' }); } },
    remove(i) { this.items.splice(i, 1); this.tell(); },
    move(i, by) { const [q] = this.items.splice(i, 1); this.items.splice(i + by, 0, q); this.tell(); },
  },
};
