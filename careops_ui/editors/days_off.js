// Dates with other hours than usual, or none. Every change is told to the server as [{date, ranges, note}].
const copy = days => days.map(day => ({ note: '', ...day, ranges: day.ranges.map(range => ({ ...range })) }));

export default {
  template: `<div class="stack tight">
    <ul v-if="days.length" class="rows"><li v-for="(day, i) in days" :key="i"><div class="list-row hours-day day-off" role="group" :aria-label="day.date">
      <input class="clock wide" type="date" required :min="today" :value="day.date" aria-label="Date" @change="set(day, 'date', $event.target.value)">
      <input class="clock grow" type="text" maxlength="200" placeholder="What for? (optional)" :value="day.note" aria-label="What for" @change="set(day, 'note', $event.target.value)">
      <span class="hours-ranges">
        <span v-for="(range, j) in day.ranges" :key="j" class="hours-range">
          <input class="clock" type="time" :value="range.start" aria-label="From" @change="set(range, 'start', $event.target.value)">
          <span class="muted">to</span>
          <input class="clock" type="time" :value="range.end" aria-label="To" @change="set(range, 'end', $event.target.value)">
        </span>
        <span v-if="!day.ranges.length" class="tag" data-icon="event_busy">Closed</span>
        <small v-if="errors[i]" class="bad" role="alert">{{ errors[i] }}</small>
      </span>
      <span class="hours-acts">
        <button type="button" class="quiet" @click="swap(day)">{{ day.ranges.length ? 'Closed' : 'Other hours' }}</button>
        <button type="button" class="quiet square" data-icon="close" @click="remove(i)"><span class="sr">Remove {{ day.date }}</span></button>
      </span></div></li></ul>
    <p v-else class="muted panel-body">Holidays, closures and days with other hours appear here.</p>
    <div class="panel-body cluster joined">
      <input class="clock wide" type="date" :min="today" v-model="fresh" aria-label="Date of the day off">
      <button type="button" class="quiet" @click="add()">Add a day off</button></div></div>`,
  emits: ['change'],  // else the inputs' own change events would bubble through
  props: { value: Array, today: String, errors: Object },
  data() { return { days: copy(this.value), fresh: this.today }; },
  watch: { value(value) { this.days = copy(value); } },
  methods: {
    tell() { this.$emit('change', this.days.map(day => ({ date: day.date, note: day.note, holiday: !!day.holiday, ranges: day.ranges.map(range => ({ ...range })) }))); },
    set(thing, key, value) { thing[key] = value; this.tell(); },
    swap(day) { day.ranges = day.ranges.length ? [] : [{ start: '10:00', end: '14:00' }]; this.tell(); },
    add() { if (this.fresh && !this.days.some(day => day.date === this.fresh)) { this.days.push({ date: this.fresh, note: '', ranges: [] }); this.days.sort((a, b) => a.date < b.date ? -1 : 1); this.tell(); } },
    remove(index) { this.days.splice(index, 1); this.tell(); },
  },
};
