/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of an import's form, found where they lie in the spooled body: the
 * project is not copied out of it. It must not know what a project is. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "host/talus-import-form.h"

#include <string.h>

#include "base/talus-error.h"
#include "host/talus-multipart.h"

#define MAX_TEMPLATE (8 * 1024 * 1024)

static gboolean
refuse (GError     **error,
        TalusError   code,
        const char  *message)
{
  g_set_error_literal (error, TALUS_ERROR, code, message);

  return FALSE;
}

/* What a file is called, for a project that has no name in it. */
static char *
dup_stem (const char *filename)
{
  const char *start = filename;
  const char *dot = NULL;

  for (const char *p = filename; *p != '\0'; p++)
    {
      if (*p == '/' || *p == '\\')
        start = p + 1;
    }
  dot = strrchr (start, '.');
  if (dot == start || start[0] == '\0')
    return NULL;

  return dot != NULL ? g_strndup (start, dot - start) : g_strdup (start);
}

static gboolean
take_file (TalusImportForm  *self,
           const TalusPart  *part,
           GError          **error)
{
  if (self->length > 0)
    return refuse (error, TALUS_ERROR_INVALID_REQUEST, "The form has two parts “file”");
  if (part->length == 0)
    return refuse (error, TALUS_ERROR_INVALID_REQUEST, "The part “file” of the form is empty");

  self->offset = part->start;
  self->length = part->length;
  if (part->filename != NULL)
    self->name = dup_stem (part->filename);

  return TRUE;
}

static gboolean
take_template (TalusImportForm  *self,
               const TalusPart  *part,
               const char       *data,
               GError          **error)
{
  if (self->template_yaml != NULL)
    return refuse (error, TALUS_ERROR_INVALID_REQUEST, "The form has two parts “template”");
  if (part->length > MAX_TEMPLATE)
    return refuse (error, TALUS_ERROR_PAYLOAD_TOO_LARGE,
                   "The part “template” of the form is larger than 8 MiB");

  self->template_yaml = g_bytes_new (data + part->start, part->length);

  return TRUE;
}

static gboolean
take_session_id (TalusImportForm  *self,
                 const TalusPart  *part,
                 const char       *data,
                 GError          **error)
{
  if (self->session_id != NULL)
    return refuse (error, TALUS_ERROR_INVALID_REQUEST, "The form has two parts “session_id”");
  if (part->length > TALUS_ID_TEXT_LENGTH)
    return refuse (error, TALUS_ERROR_INVALID_REQUEST, "“session_id” must be a UUID");

  self->session_id = g_strndup (data + part->start, part->length);

  return TRUE;
}

static gboolean
take_parts (TalusImportForm  *self,
            GPtrArray        *parts,
            const char       *data,
            GError          **error)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const TalusPart *part = g_ptr_array_index (parts, i);
      gboolean taken = TRUE;

      if (g_str_equal (part->name, "file"))
        taken = take_file (self, part, error);
      else if (g_str_equal (part->name, "template"))
        taken = take_template (self, part, data, error);
      else if (g_str_equal (part->name, "session_id"))
        taken = take_session_id (self, part, data, error);
      if (!taken)
        return FALSE;
    }

  if (self->length == 0)
    return refuse (error, TALUS_ERROR_INVALID_REQUEST, "The form has no part “file”");

  return TRUE;
}

/**
 * talus_import_form_read:
 * @fd: the whole body
 * @boundary: (nullable): of the form; %NULL where the body is the project
 * @error: return location
 *
 * Finds out what was sent. Any thread.
 *
 * Returns: (transfer full): the form, or %NULL: %TALUS_ERROR_INVALID_REQUEST
 *   where it is none or there is nothing in it,
 *   %TALUS_ERROR_PAYLOAD_TOO_LARGE
 */
TalusImportForm *
talus_import_form_read (int          fd,
                        const char  *boundary,
                        GError     **error)
{
  g_autoptr(TalusImportForm) self = g_new0 (TalusImportForm, 1);
  g_autoptr(GMappedFile) file = g_mapped_file_new_from_fd (fd, FALSE, error);
  g_autoptr(GPtrArray) parts = NULL;
  const char *data = NULL;
  gsize size = 0;

  if (file == NULL)
    return NULL;

  data = g_mapped_file_get_contents (file);
  size = g_mapped_file_get_length (file);
  if (size == 0)
    {
      refuse (error, TALUS_ERROR_INVALID_REQUEST, "There is nothing in the body");
      return NULL;
    }

  self->length = size;
  if (boundary == NULL)
    return g_steal_pointer (&self);

  self->length = 0;
  parts = talus_multipart_split (data, size, boundary, error);
  if (parts == NULL || !take_parts (self, parts, data, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * talus_import_form_free:
 * @self: (transfer full): a form
 *
 * Frees it.
 */
void
talus_import_form_free (TalusImportForm *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->template_yaml, g_bytes_unref);
  g_free (self->name);
  g_free (self->session_id);
  g_free (self);
}
