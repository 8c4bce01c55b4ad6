/* The look-ups of nlp/hearing.py in C: the same numbers to the last bit, several times faster.

   A text of ten characters has some fifty n-grams, each looked up in two tables that no cache
   holds; in Python half of a reading went there. The Python twin says what every number means;
   a test keeps the two alike. Built where a C compiler is found, done without where none is. */

#include "_row.h"
#include "_tables.h"
#include <math.h>
#include <string.h>

static PyObject *margins_of(const Hearing *self, const Sum *sum)
{
    PyObject *list = PyList_New(self->heads);
    if (!list) return NULL;
    double norm = sum->looked ? pow((double)sum->looked, -0.5) : 0.0;
    double off = 128.0 * (double)sum->known;
    for (Py_ssize_t head = 0; head < self->heads; head++) {
        double margin = ((double)sum->sums[head] - off) * self->units[head] * norm;
        PyObject *value = PyFloat_FromDouble(margin);
        if (!value) { Py_DECREF(list); return NULL; }
        PyList_SET_ITEM(list, head, value);
    }
    return list;
}

static PyObject *heard(const Hearing *self, const Sum *sum)
{
    PyObject *margins = margins_of(self, sum);
    if (!margins) return NULL;
    double root = sqrt((double)sum->places);
    double margin = sum->places ? (double)sum->review * self->unit / root : 0.0;
    return Py_BuildValue("(dN)", margin, margins);
}

/* True the first time that a place is met. */
static int is_new(uint32_t *met, uint32_t mask, uint32_t place)
{
    uint32_t at = spread(place) & mask;
    while (met[at] != NONE) {
        if (met[at] == place) return 0;
        at = (at + 1) & mask;
    }
    met[at] = place;
    return 1;
}

/* The shape of the word kinds from `first` to before `last`: see features.shape. */
static int add_shape(const Hearing *self, const long *kinds, Py_ssize_t first, Py_ssize_t last,
                     Sum *sum)
{
    Py_ssize_t n = last - first + 2, most = 3 * n;
    uint32_t *met = PyMem_Malloc(most * sizeof *met);
    if (!met) { PyErr_NoMemory(); return -1; }
    Py_ssize_t count = 0;
    for (Py_ssize_t width = 1; width <= 3; width++)
        for (Py_ssize_t at = 0; at + width <= n; at++) {
            uint64_t place = 0;
            for (Py_ssize_t i = at; i < at + width; i++)
                place = 64 * place + (i == 0 ? START - 1 : i == n - 1 ? END - 1 : kinds[first + i - 1]);
            place += SIZE + (width == 2 ? 64 : width == 3 ? 8192 : 0);
            Py_ssize_t i = 0;
            while (i < count && met[i] != place) i++;
            if (i < count) continue;
            met[count++] = (uint32_t)place;
            add_seat(self, seat_of(self, (uint32_t)place), sum);
        }
    PyMem_Free(met);
    return 0;
}

/* What reviews say of the first parts, and replies of all but those between. */
static void look_up(const Hearing *self, Row *row)
{
    const uint8_t *reviews = self->reviews.buf;
    Py_ssize_t only_reviews = row->starts[ONLY_REVIEWS], only_replies = row->starts[ONLY_REPLIES];
    for (Py_ssize_t i = 0; i < only_replies; i++) row->values[i] = self->values[reviews[row->places[i]]];
    for (Py_ssize_t i = 0; i < only_reviews; i++) row->seats[i] = seat_of(self, row->places[i]);
    for (Py_ssize_t i = only_replies; i < row->starts[PARTS]; i++)
        row->seats[i] = seat_of(self, row->places[i]);
}

static void add_part(const Hearing *self, const Row *row, int part, Py_ssize_t at, Sum *sum)
{
    if (part < ONLY_REPLIES) {
        sum->review += row->values[at];
        sum->places++;
    }
    if (part < ONLY_REVIEWS || part >= ONLY_REPLIES) add_seat(self, row->seats[at], sum);
}

/* The whole text, each place once for the reviews and once for the replies. */
static int add_once(const Hearing *self, const Row *row, Sum *sum)
{
    uint32_t size = 16;
    while (size < 2 * row->starts[PARTS]) size *= 2;
    uint32_t *met = PyMem_Malloc(size * sizeof *met);
    if (!met) { PyErr_NoMemory(); return -1; }
    memset(met, 0xFF, size * sizeof *met);
    for (Py_ssize_t i = 0; i < row->starts[ONLY_REPLIES]; i++)
        if (is_new(met, size - 1, row->places[i])) {
            sum->review += row->values[i];
            sum->places++;
        }
    memset(met, 0xFF, size * sizeof *met);
    for (Py_ssize_t i = 0; i < row->starts[PARTS]; i++) {
        if (i == row->starts[ONLY_REVIEWS]) i = row->starts[ONLY_REPLIES];
        if (i < row->starts[PARTS] && is_new(met, size - 1, row->places[i]))
            add_seat(self, row->seats[i], sum);
    }
    PyMem_Free(met);
    return 0;
}

/* What belongs to text[start:end] and its two neighbours: see features.cut. */
static void add_cut(const Hearing *self, const Row *row, Py_ssize_t start, Py_ssize_t end, Sum *sum)
{
    for (int part = 0; part < PARTS; part++) {
        Py_ssize_t first = row->starts[part] + start + (part == 0);
        Py_ssize_t last = row->starts[part] + end + (part == 0 ? 1 : 2 - APART[part]);
        if (last > row->starts[part + 1]) last = row->starts[part + 1];
        for (Py_ssize_t i = first; i < last; i++) add_part(self, row, part, i, sum);
    }
}

/* Sorted (place in the text, kind) pairs to two arrays. */
static Py_ssize_t read_marks(PyObject *marks, long **ats, long **kinds)
{
    Py_ssize_t count = PyList_GET_SIZE(marks);
    *ats = PyMem_Malloc((2 * count + 1) * sizeof **ats);
    if (!*ats) { PyErr_NoMemory(); return -1; }
    *kinds = *ats + count;
    for (Py_ssize_t i = 0; i < count; i++)
        if (!PyArg_ParseTuple(PyList_GET_ITEM(marks, i), "ll", *ats + i, *kinds + i)) return -1;
    return count;
}

static PyObject *hear_row(const Hearing *self, const Row *row, const long *ats, const long *kinds,
                          Py_ssize_t count, PyObject *spans)
{
    PyObject *list = PyList_New(1 + PyList_GET_SIZE(spans));
    if (!list) return NULL;
    for (Py_ssize_t number = 0; number < PyList_GET_SIZE(list); number++) {
        Sum sum = {0};
        Py_ssize_t first = 0, last = count;
        if (number == 0) {
            if (add_once(self, row, &sum)) goto failed;
        } else {
            Py_ssize_t start, end;
            if (!PyArg_ParseTuple(PyList_GET_ITEM(spans, number - 1), "nn", &start, &end))
                goto failed;
            if (start < 0 || end < start || end > row->length) {
                PyErr_SetString(PyExc_ValueError, "a span outside the text");
                goto failed;
            }
            add_cut(self, row, start, end, &sum);
            while (first < count && ats[first] < start) first++;
            for (last = first; last < count && ats[last] < end;) last++;
        }
        if (add_shape(self, kinds, first, last, &sum)) goto failed;
        PyObject *pair = heard(self, &sum);
        if (!pair) goto failed;
        PyList_SET_ITEM(list, number, pair);
    }
    return list;
failed:
    Py_DECREF(list);
    return NULL;
}

static PyObject *hear(Hearing *self, PyObject *args)
{
    PyObject *text, *marks, *spans, *found = NULL;
    Row row = {0};
    long *ats = NULL, *kinds = NULL;
    if (!PyArg_ParseTuple(args, "UO!O!", &text, &PyList_Type, &marks, &PyList_Type, &spans))
        return NULL;
    if (self->reviews.len != (Py_ssize_t)SIZE)
        return PyErr_Format(PyExc_ValueError, "this model learned nothing from reviews");
    Py_ssize_t count = read_marks(marks, &ats, &kinds);
    if (count >= 0 && !spell(text, &row)) {
        look_up(self, &row);
        found = hear_row(self, &row, ats, kinds, count, spans);
    }
    PyMem_Free(ats);
    drop(&row);
    return found;
}

static PyObject *margins(Hearing *self, PyObject *places)
{
    Sum sum = {0};
    PyObject *item, *each = PyObject_GetIter(places);
    if (!each) return NULL;
    while ((item = PyIter_Next(each))) {
        unsigned long place = PyLong_AsUnsignedLong(item);
        Py_DECREF(item);
        if (PyErr_Occurred()) break;
        add_seat(self, seat_of(self, (uint32_t)place), &sum);
    }
    Py_DECREF(each);
    return PyErr_Occurred() ? NULL : margins_of(self, &sum);
}

static PyObject *weight(Hearing *self, PyObject *arg)
{
    unsigned long place = PyLong_AsUnsignedLong(arg);
    if (PyErr_Occurred()) return NULL;
    if (place >= SIZE || !self->reviews.len) return PyFloat_FromDouble(0.0);
    return PyFloat_FromDouble(self->values[((uint8_t *)self->reviews.buf)[place]] * self->unit);
}

static void forget(Hearing *self)
{
    PyMem_Free(self->slots);
    if (self->reviews.obj) PyBuffer_Release(&self->reviews);
    if (self->codes.obj) PyBuffer_Release(&self->codes);
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *make(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(named))
{
    Py_buffer values = {0}, places = {0};
    PyObject *units, *result = NULL;
    Hearing *self = (Hearing *)type->tp_alloc(type, 0);
    if (!self) return NULL;
    if (!PyArg_ParseTuple(args, "y*y*dy*y*O!", &self->reviews, &values, &self->unit, &places,
                          &self->codes, &PyTuple_Type, &units))
        goto done;
    self->heads = PyTuple_GET_SIZE(units);
    if (self->heads > MOST_HEADS || values.len != sizeof self->values || places.len % 4 ||
        places.len / 4 * self->heads != self->codes.len ||
        (self->reviews.len && self->reviews.len != (Py_ssize_t)SIZE)) {
        PyErr_SetString(PyExc_ValueError, "tables of different sizes");
        goto done;
    }
    memcpy(self->values, values.buf, sizeof self->values);
    for (Py_ssize_t i = 0; i < self->heads; i++)
        self->units[i] = PyFloat_AsDouble(PyTuple_GET_ITEM(units, i));
    if (PyErr_Occurred() || seat_all(self, places.buf, places.len / 4)) goto done;
    result = Py_NewRef((PyObject *)self);
done:
    if (values.obj) PyBuffer_Release(&values);
    if (places.obj) PyBuffer_Release(&places);
    Py_DECREF(self);
    return result;
}

/* Of the weights times the row, from left to right, and the bias: see hearing.plain_probability. */
static PyObject *probability(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t given)
{
    if (given < 2 || given > 3 || !PyTuple_Check(args[0]) || !PyList_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "probability(weights: tuple, row: list, shift: float = 0)");
        return NULL;
    }
    Py_ssize_t width = PyList_GET_SIZE(args[1]);
    if (PyTuple_GET_SIZE(args[0]) != width + 1) {
        PyErr_SetString(PyExc_ValueError, "a row of another formula");
        return NULL;
    }
    double total = given == 3 ? PyFloat_AsDouble(args[2]) : 0.0;
    for (Py_ssize_t i = 0; i < width; i++)
        total += PyFloat_AsDouble(PyTuple_GET_ITEM(args[0], i)) * PyFloat_AsDouble(PyList_GET_ITEM(args[1], i));
    total += PyFloat_AsDouble(PyTuple_GET_ITEM(args[0], width));
    if (PyErr_Occurred()) return NULL;
    return PyFloat_FromDouble(total > -60.0 ? 1.0 / (1.0 + exp(-total)) : 0.0);
}

static PyMethodDef functions[] = {{"probability", (PyCFunction)(void (*)(void))probability, METH_FASTCALL, NULL}, {NULL, NULL, 0, NULL}};
static PyMethodDef methods[] = {
    {"hear", (PyCFunction)hear, METH_VARARGS, NULL},
    {"margins", (PyCFunction)margins, METH_O, NULL},
    {"weight", (PyCFunction)weight, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
static PyType_Slot slots[] = {
    {Py_tp_new, make}, {Py_tp_dealloc, forget}, {Py_tp_methods, methods}, {0, NULL},
};
static PyType_Spec spec = {"nlp._hearing.Hearing", sizeof(Hearing), 0, Py_TPFLAGS_DEFAULT, slots};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_hearing", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__hearing(void)
{
    PyObject *made = PyModule_Create(&module), *type = PyType_FromSpec(&spec);
    if (!made || !type || PyModule_AddObject(made, "Hearing", type)) return NULL;
    return made;
}
