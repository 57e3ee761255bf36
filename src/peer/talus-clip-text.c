/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A forest as indented lines, and whatever lines other programs have: bullets,
 * numbers, tick boxes, headings of Markdown, cells of a spreadsheet. How far a
 * line is indented counts only against the lines before. It must not know
 * where it will go. */
#define G_LOG_DOMAIN "talus-peer-clip"

#include "config.h"

#include "peer/talus-clip-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "model/talus-property-type.h"
#include "peer/talus-fit.h"
#include "store/talus-csv.h"

#define TAB_WIDTH     8
#define N_HEADINGS    6
#define MAX_LINE_TEXT 40

/* One line of the text on its way to being an item. */
typedef struct
{
  int indent;       /* headings: less than any line; the fewer signs the less */
  char *name;
  TalusClipBox box;
} Line;

static void
append_name (GString    *out,
             const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    g_string_append_c (out, strchr ("\t\r\n", *p) != NULL ? ' ' : *p);
  g_string_append_c (out, '\n');
}

static void
append_subtree (GString   *out,
                TalusNode *node,
                guint      depth)
{
  for (guint i = 0; i < depth; i++)
    g_string_append_c (out, '\t');
  append_name (out, talus_node_get_name (node));

  for (TalusNode *child = talus_node_get_first_child (node); child != NULL;
       child = talus_node_get_next_sibling (child))
    append_subtree (out, child, depth + 1);
}

/**
 * talus_clip_write_text:
 * @graph: a graph
 * @tops: (array length=n_tops): live nodes of it, none below another
 * @n_tops: how many, at least one
 *
 * Writes the names of subtrees, a line each, indented by tabs: what any other
 * program takes, spreadsheets with a column a level. On the graph's thread.
 *
 * Returns: (transfer full): the text
 */
char *
talus_clip_write_text (TalusGraph         *graph,
                       TalusNode * const  *tops,
                       guint               n_tops)
{
  GString *out;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);
  g_return_val_if_fail (tops != NULL && n_tops > 0, NULL);

  out = g_string_new (NULL);
  for (guint i = 0; i < n_tops; i++)
    append_subtree (out, tops[i], 0);

  return g_string_free (out, FALSE);
}

static void
clear_line (gpointer data)
{
  Line *line = data;

  g_free (line->name);
}

static const char *
skip_space (const char *text)
{
  while (*text == ' ' || *text == '\t')
    text++;

  return text;
}

static gboolean
ends_word (char c)
{
  return c == ' ' || c == '\t' || c == '\0';
}

/* Behind the bullet or number that @text begins with, or @text. */
static const char *
skip_bullet (const char *text)
{
  static const char *const bullets[] = {
    "-", "*", "+", "•", "◦", "▪", "▫", "‣", "⁃", "–", "—", "·", "○", "●", "■", "□",
  };
  const char *p = text;

  for (guint i = 0; i < G_N_ELEMENTS (bullets); i++)
    {
      gsize length = strlen (bullets[i]);

      if (strncmp (text, bullets[i], length) == 0 && ends_word (text[length]))
        return skip_space (text + length);
    }

  while (g_ascii_isdigit (*p))
    p++;
  if (p > text && p - text < 10 && (*p == '.' || *p == ')') && ends_word (p[1]))
    return skip_space (p + 1);

  return text;
}

static const char *
skip_box (const char   *text,
          TalusClipBox *box)
{
  if (text[0] != '[' || text[1] == '\0' || text[2] != ']' || !ends_word (text[3]))
    return text;

  if (text[1] == ' ')
    *box = TALUS_CLIP_OPEN_BOX;
  else if (text[1] == 'x' || text[1] == 'X')
    *box = TALUS_CLIP_TICKED_BOX;
  else
    return text;

  return skip_space (text + 3);
}

static gboolean
read_heading (const char *text,
              Line       *line)
{
  int n_signs = (int) strspn (text, "#");
  char *end;

  if (n_signs == 0 || n_signs > N_HEADINGS || text[n_signs] != ' ')
    return FALSE;

  line->indent = n_signs - N_HEADINGS - 1;
  line->name = g_strstrip (g_strdup (text + n_signs));

  /* "## Heading ##" */
  end = line->name + strlen (line->name);
  while (end > line->name && end[-1] == '#')
    end--;
  if (end > line->name && end[-1] == ' ')
    *end = '\0';
  g_strchomp (line->name);

  return TRUE;
}

static void
read_line (const char *text,
           Line       *line)
{
  const char *p = text;

  for (; *p == ' ' || *p == '\t'; p++)
    line->indent = *p == ' ' ? line->indent + 1 : (line->indent / TAB_WIDTH + 1) * TAB_WIDTH;

  if (line->indent < 4 && read_heading (p, line))
    return;

  p = skip_bullet (p);
  p = skip_box (p, &line->box);
  line->name = g_strchomp (g_strdup (p));
}

static gboolean
check_name (const char  *name,
            guint        number,
            GError     **error)
{
  if (g_utf8_strlen (name, -1) <= TALUS_NAME_MAX_CHARACTERS)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
               _("Line %u of the text is longer than a name can be (%'d characters)"),
               number, TALUS_NAME_MAX_CHARACTERS);

  return FALSE;
}

/* The depth of something that is indented by @indent, by what is open above. */
static guint
open_level (GArray *open,
            int     indent)
{
  while (open->len > 0 && g_array_index (open, int, open->len - 1) >= indent)
    g_array_set_size (open, open->len - 1);
  g_array_append_val (open, indent);

  return open->len - 1;
}

static gboolean
read_lines (TalusClip   *self,
            const char  *text,
            GError     **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; lines[i] != NULL; i++)
    {
      Line line = { 0, NULL, TALUS_CLIP_NO_BOX };
      TalusClipItem *item;
      gboolean good;

      read_line (lines[i], &line);
      if (line.name[0] == '\0')
        {
          clear_line (&line);
          continue;
        }

      good = check_name (line.name, i + 1, error);
      if (good)
        {
          item = talus_clip_add_item (self, open_level (open, line.indent));
          item->name = g_steal_pointer (&line.name);
          item->box = line.box;
        }
      clear_line (&line);
      if (!good)
        return FALSE;
    }

  return TRUE;
}

static gboolean
take_row (const TalusCsvRow *row,
          gpointer           user_data)
{
  GPtrArray *rows = user_data;
  char **cells = g_new0 (char *, row->n_cells + 1);

  for (guint i = 0; i < row->n_cells; i++)
    cells[i] = g_strdup (row->cells[i]);
  g_ptr_array_add (rows, cells);

  return rows->len <= TALUS_CLIP_MAX_NODES;
}

static GPtrArray *
read_cells (const char  *text,
            GError     **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (TalusCsvReader) reader = talus_csv_reader_new ('\t', take_row, rows);

  if (!talus_csv_reader_feed (reader, text, strlen (text), error) ||
      !talus_csv_reader_finish (reader, error))
    return NULL;

  return g_steal_pointer (&rows);
}

static gboolean
is_empty (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

/* A name of one line. */
static char *
make_name (const char *cell)
{
  return g_strstrip (g_strdelimit (g_strdup (cell), "\t\r\n", ' '));
}

/* Without headings the first cell with anything in it is the name, and how far
 * to the right it is says how deep. */
static gboolean
read_rows (TalusClip  *self,
           GError    **error)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < self->rows->len; i++)
    {
      char **cells = self->rows->pdata[i];
      TalusClipItem *item;
      int column = 0;

      while (cells[column] != NULL && is_empty (cells[column]))
        column++;
      if (cells[column] == NULL)
        continue;

      item = talus_clip_add_item (self, open_level (open, column));
      item->name = make_name (cells[column]);
      if (!check_name (item->name, i + 1, error))
        return FALSE;

      for (guint j = (guint) column + 1; cells[j] != NULL; j++)
        self->lost_cells |= !is_empty (cells[j]);
    }

  return TRUE;
}

/* Whether a line has a tab between text and text. */
static gboolean
is_of_cells (const char *text)
{
  for (const char *line = text; line != NULL && *line != '\0';)
    {
      const char *end = strchrnul (line, '\n');
      const char *first = skip_space (line);
      const char *tab = first < end ? memchr (first, '\t', (gsize) (end - first)) : NULL;

      /* "1.\tText", as word processors write lists, is none. */
      if (tab != NULL && skip_bullet (first) <= tab && skip_space (tab) < end)
        return TRUE;
      line = *end != '\0' ? end + 1 : end;
    }

  return FALSE;
}

/**
 * talus_clip_new_from_text:
 * @text: what is in the clipboard
 * @length: its length in bytes, or -1 if it ends in a NUL
 * @error: return location for a sentence
 *
 * Reads text as a forest: lines indented by tabs or blanks, with or without
 * bullets, numbers or tick boxes, below headings of Markdown if there are any;
 * or cells of a spreadsheet, whose first row may name properties. Any thread.
 *
 * Returns: (transfer full) (nullable): the clip
 */
TalusClip *
talus_clip_new_from_text (const char  *text,
                          gssize       length,
                          GError     **error)
{
  g_autoptr (TalusClip) self = NULL;
  g_autofree char *copy = NULL;
  g_auto (GStrv) lines = NULL;
  gsize size;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  if (size > TALUS_CLIP_MAX_TEXT)
    {
      g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE,
                           _("There is too much in the clipboard to be pasted at once"));
      return NULL;
    }
  if (!g_utf8_validate_len (text, size, NULL))
    {
      g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                           _("What is in the clipboard is no text"));
      return NULL;
    }

  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      size -= 3;
    }

  self = talus_clip_new ();
  self->is_text = TRUE;
  copy = g_strndup (text, size);
  if (is_of_cells (copy))
    {
      /* A stray quotation mark may make it none. */
      self->rows = read_cells (copy, NULL);
      if (self->rows != NULL && !read_rows (self, error))
        return NULL;
    }
  if (self->rows == NULL)
    {
      lines = g_strsplit (copy, "\r\n", -1);
      g_free (copy);
      copy = g_strdelimit (g_strjoinv ("\n", lines), "\r", '\n');
      if (!read_lines (self, copy, error))
        return NULL;
    }

  return talus_clip_seal (self, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
is_name (TalusTemplate *template,
         const char    *heading)
{
  GPtrArray *types = talus_template_get_types (template);

  if (talus_fit_same_label (heading, "name") || talus_fit_same_label (heading, _("Name")))
    return TRUE;

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      if (type->name_property != NULL &&
          talus_fit_same_label (heading, type->name_property->label))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_property (TalusTemplate *template,
             const char    *heading)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    if (talus_fit_find_property (types->pdata[i], heading, heading) != NULL)
      return TRUE;

  return FALSE;
}

/* Which column is the name: the one that says so, else the first that is no
 * property. -1 where the row is none of headings. */
static int
find_name_column (TalusTemplate *template,
                  char         **headings)
{
  guint n_known = 0;
  int name = -1;
  int other = -1;

  for (int i = 0; headings[i] != NULL; i++)
    {
      if (is_empty (headings[i]))
        continue;
      if (is_name (template, headings[i]))
        {
          if (name < 0)
            name = i;
          n_known++;
        }
      else if (is_property (template, headings[i]))
        n_known++;
      else if (other < 0)
        other = i;
    }

  if (n_known == 0 || (name < 0 && other < 0))
    return -1;

  return name >= 0 ? name : other;
}

/*< private >
 * talus_clip_read_headings:
 * @self: a clip
 * @template: where it will go
 *
 * Reads cells of a spreadsheet once more, by the headings in their first row.
 *
 * Returns: (transfer full) (nullable): the clip so read; %NULL where these are
 *   no cells, or the first row is none of headings
 */
TalusClip *
talus_clip_read_headings (const TalusClip *self,
                          TalusTemplate   *template)
{
  g_autoptr (TalusClip) clip = NULL;
  g_autoptr (GArray) open = NULL;
  char **headings;
  int name;

  if (self->rows == NULL || self->rows->len < 2)
    return NULL;

  headings = self->rows->pdata[0];
  name = find_name_column (template, headings);
  if (name < 0)
    return NULL;

  clip = talus_clip_new ();
  clip->is_text = TRUE;
  open = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 1; i < self->rows->len; i++)
    {
      char **cells = self->rows->pdata[i];
      gboolean has_name = (int) g_strv_length (cells) > name && !is_empty (cells[name]);
      TalusClipItem *item;
      Line line = { 0, NULL, TALUS_CLIP_NO_BOX };

      if (has_name)
        read_line (cells[name], &line);
      item = talus_clip_add_item (clip, open_level (open, MAX (line.indent, 0)));
      item->box = line.box;
      item->name = has_name ? make_name (line.name) : NULL;
      clear_line (&line);

      for (guint j = 0; cells[j] != NULL && headings[j] != NULL; j++)
        if ((int) j != name && !is_empty (cells[j]) && !is_empty (headings[j]))
          talus_clip_add_value (item, NULL, headings[j], talus_value_new_string (cells[j], -1));
      for (guint j = g_strv_length (headings); j < g_strv_length (cells); j++)
        clip->lost_cells |= !is_empty (cells[j]);
    }

  return talus_clip_seal (clip, NULL) ? g_steal_pointer (&clip) : NULL;
}
