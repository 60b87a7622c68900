// A week of opening hours. The browser edits; every change is told to the server as [{weekday, start, end}].
export default {
  template: `<ul class="rows hours-editor">
    <li v-for="(name, day) in names" :key="day"><div class="list-row hours-day" role="group" :aria-label="name">
      <q-toggle :model-value="of(day).length > 0" @update:model-value="open => toggle(day, open)" :aria-label="name + ' open'" />
      <b class="hours-name">{{ name }}</b>
      <span class="hours-ranges">
        <span v-if="!of(day).length" class="muted">Closed</span>
        <span v-for="(range, i) in of(day)" :key="i" class="hours-range">
          <input class="clock" type="time" required :value="range.start" :aria-label="name + ', from'" @change="set(range, 'start', $event.target.value)">
          <span class="muted">to</span>
          <input class="clock" type="time" required :value="range.end" :aria-label="name + ', to'" @change="set(range, 'end', $event.target.value)">
          <button type="button" class="quiet square" data-icon="close" @click="remove(range)"><span class="sr">Remove {{ range.start }} to {{ range.end }} on {{ name }}</span></button>
        </span>
        <small v-if="errors[day]" class="bad" role="alert">{{ errors[day] }}</small>
      </span>
      <span v-if="of(day).length" class="hours-acts">
        <button type="button" class="quiet square" data-icon="add" title="Add another range, for a break" @click="more(day)"><span class="sr">Add another range on {{ name }}</span></button>
        <button type="button" class="quiet square hide-phone" data-icon="content_copy" title="Copy to all open days" @click="copy(day)"><span class="sr">Copy the hours of {{ name }} to all open days</span></button>
      </span></div></li></ul>`,
  emits: ['change'],  // else the inputs' own change events would bubble through
  props: { value: Array, names: Array, errors: Object },
  data() { return { ranges: this.value.map(range => ({ ...range })) }; },
  watch: { value(value) { this.ranges = value.map(range => ({ ...range })); } },
  methods: {
    of(day) { return this.ranges.filter(range => range.weekday === day); },
    tell() { this.$emit('change', this.ranges.map(range => ({ ...range }))); },
    set(range, key, clock) { if (clock) { range[key] = clock; this.tell(); } },
    toggle(day, open) {
      const like = this.ranges.length ? this.of(this.ranges[0].weekday) : [{ start: '09:00', end: '17:00' }];
      this.ranges = this.ranges.filter(range => range.weekday !== day);
      if (open) this.ranges.push(...like.map(range => ({ ...range, weekday: day })));
      this.tell();
    },
    more(day) {
      const last = this.of(day).at(-1), hour = Math.min(Number(last.end.slice(0, 2)) + 1, 22), two = n => String(n).padStart(2, '0');
      this.ranges.push({ weekday: day, start: two(hour) + ':00', end: two(Math.min(hour + 2, 23)) + ':00' });
      this.tell();
    },
    remove(range) { this.ranges = this.ranges.filter(other => other !== range); this.tell(); },
    copy(day) {
      const open = new Set(this.ranges.map(range => range.weekday)), like = this.of(day);
      this.ranges = [...open].flatMap(other => like.map(range => ({ ...range, weekday: other })));
      this.tell();
    },
  },
};
